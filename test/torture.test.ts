import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { findingsOf, numbers } from "../scripts/torture/findings.ts";
import { countChanges, kills } from "../scripts/torture/kills.ts";
import { safetensors } from "../scripts/torture/safetensors.ts";

/* A slice of what `pnpm torture` does. */
beforeAll(async () => {
  await setBackend("cpu");
});

test("mutants of a safetensors file are read whole or refused", async () => {
  expect(await findingsOf(safetensors, { seed: 1, tries: numbers(1000) })).toEqual([]);
});

test("a run killed at a change of its storage ends in the same bytes", async () => {
  const tries = numbers(3 * (await countChanges()), 11);
  expect(await findingsOf(kills, { seed: 1, tries })).toEqual([]);
}, 120_000);
