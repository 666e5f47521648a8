import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  ended,
  isLeased,
  jsonLines,
  readText,
  run,
  start,
  TINY,
  temporaryFolder,
  tinyCorpus,
} from "./support.ts";

test("a training that was stopped past its lease writes nothing when it wakes", async () => {
  const folder = join(temporaryFolder(), "run");
  const flags = ["train", ...TINY, "--data", tinyCorpus(), "--run", folder, "--lease", "0.5"];
  const first = start([...flags, "--steps", "1000000", "--checkpoint-every", "5", "--json"]);
  const ending = ended(first);
  await new Promise<void>((resolve) => {
    first.stdout?.on("data", (chunk) => String(chunk).includes('"kind":"checkpoint"') && resolve());
  });
  first.kill("SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 600));
  const steps = Number(readdirSync(join(folder, "checkpoints")).sort().at(-1)) + 20;
  const second = await run(...flags, "--steps", String(steps));
  expect(second.code, second.err).toBe(0);
  const then = contentOf(folder);

  first.kill("SIGCONT");
  const { code, out } = await ending;
  expect([code, jsonLines(out).at(-1)]).toEqual([1, expect.objectContaining({ code: "LOCKED" })]);
  expect(contentOf(folder)).toEqual(then);
}, 120_000);

/** Every file of a run as text. */
const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readText(parentPath, name)]),
  );

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
  expect(isLeased(folder)).toBe(true);
  const third = await run(...flags, "--steps", "2");
  expect(third.code, third.out).toBe(0);
  expect(isLeased(folder)).toBe(false);
});
