import { expect, test } from "vitest";
import { corpora } from "../scripts/torture/corpora.ts";

// A slice; `corpora` takes any numbers and seed.
test("odd corpora are read whole or refused with a code", async () => {
  const tries = Array.from({ length: 20 }, (_, i) => i);
  const found = [];
  for await (const finding of corpora({ seed: 1, tries })) if (finding) found.push(finding);
  expect(found).toEqual([]);
});
