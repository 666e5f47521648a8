import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./packages.ts";

test("docs/errors.md has a line for every code, and no other", () => {
  const source = readFileSync(join(root, "packages/ops/src/errors.ts"), "utf8");
  const union = /type ErrorCode =([^;]*);/.exec(source)?.[1] as string;
  const codes = [...union.matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code);
  const table = readFileSync(join(root, "docs/errors.md"), "utf8");
  const lines = [...table.matchAll(/^\| `([A-Z_]+)` *\|/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(5);
  expect(lines.sort()).toEqual(codes.sort());
});
