import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ended, jsonLines, run, start, TINY, temporaryFolder, tinyCorpus } from "./support.ts";

const LOCK = "training.lock";

test("two commands do not train one run; killed, it is continued at once", async () => {
  const folder = join(temporaryFolder(), "run");
  const flags = ["train", ...TINY, "--data", tinyCorpus(), "--run", folder, "--json"];
  const first = start([...flags, "--steps", "1000000", "--checkpoint-every", "5"]);
  const ending = ended(first);
  await new Promise<void>((resolve) => {
    first.stdout?.on("data", (chunk) => String(chunk).includes('"kind":"checkpoint"') && resolve());
  });
  const second = await run(...flags, "--steps", "2");
  expect(second.code).toBe(1);
  expect(jsonLines(second.out)).toEqual([
    expect.objectContaining({ kind: "error", code: "LOCKED" }),
  ]);

  first.kill("SIGKILL");
  await ending;
  expect(existsSync(join(folder, LOCK))).toBe(true);
  const third = await run(...flags, "--steps", "2");
  expect(third.code, third.out).toBe(0);
  expect(existsSync(join(folder, LOCK))).toBe(false);
});
