import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
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

test.each(packages.map(({ name, folder, manifest }) => [name, folder, manifest.name] as const))(
  "the README of %s says what to install",
  (_, folder, name) => {
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    const commands = [...readme.matchAll(/npm (?:install|create) [^`]*/g)].join("\n");
    expect(commands).toContain(name.replace(/^create-/, ""));
  },
);
