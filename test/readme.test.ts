import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { examples, packages, readmeExample, root } from "./packages.ts";

const run = promisify(execFile);
const ON_SOURCES = ["--conditions=@textvae/source", "--input-type=module", "--eval"];

const documented = [{ name: "the root", folder: root }, ...packages, ...examples];

describe.concurrent("the example in the README of", () => {
  test.each(documented.map(({ name, folder }) => [name, folder] as const))(
    "%s runs and prints something",
    async (_, folder) => {
      const code = readmeExample(folder);
      expect(code, "a ```ts block").toBeDefined();
      const { stdout } = await run(process.execPath, [...ON_SOURCES, code as string], {
        cwd: root,
      });
      expect(stdout.trim()).not.toBe("");
    },
    120_000,
  );
});
