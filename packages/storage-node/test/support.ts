import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const home = mkdtempSync(join(tmpdir(), "textvae-storage-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** An empty folder that is gone after the tests of this file. */
export const temporaryFolder = (): string => mkdtempSync(join(home, "-"));

export const readText = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

export const makeFolder = (...path: readonly string[]): string => {
  mkdirSync(join(...path), { recursive: true });
  return join(...path);
};
