import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ended, isLeased, start, TINY, temporaryFolder, tinyCorpus } from "./support.ts";

/** A training that would go on for hours, and what its folder holds once it has ended. */
const training = (flags: readonly string[], shell?: string) => {
  const folder = join(temporaryFolder(), "run");
  const argv = ["train", ...TINY, "--data", tinyCorpus(), "--run", folder, "--steps", "10000000"];
  const child = start([...argv, "--evaluate-every", "10000000", ...flags], shell);
  const names = (...path: readonly string[]) => readdirSync(join(folder, ...path));
  return { child, names, locked: () => isLeased(folder) };
};

test.each([
  ["stdout", ["--json"], '"kind":"train"'],
  ["stderr", [], "tokens/s"],
] as const)(
  "a reader of %s that leaves ends training with a checkpoint",
  async (name, flags, seen) => {
    const { child, names, locked } = training(flags);
    const ending = ended(child);
    child[name]?.on("data", (chunk) => String(chunk).includes(seen) && child[name]?.destroy());
    expect((await ending).code).toBe(130);
    expect(names("checkpoints")).toHaveLength(1);
    expect(locked()).toBe(false);
  },
);

test.skipIf(!existsSync("/dev/full")).each([
  ["stdout", ["--json"], "exec >/dev/full;"],
  ["stderr", [], "exec 2>/dev/full;"],
])("%s on a full disk ends training, too", async (_, flags, shell) => {
  const { child, locked } = training(flags, shell);
  const { code, err } = await ended(child);
  expect(code).toBe(130);
  expect(err).not.toMatch(/^\s+at /m);
  expect(locked()).toBe(false);
});

test("a terminal that is closed ends training as Ctrl-C does", async () => {
  const { child, names } = training(["--json"]);
  const ending = ended(child);
  await new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk) => String(chunk).includes('"kind":"train"') && resolve());
  });
  child.kill("SIGHUP");
  expect((await ending).code).toBe(130);
  expect(names("checkpoints")).toHaveLength(1);
});
