import { open, realpath, rm, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { TextvaeError } from "@textvae/core/options";
import { attempt } from "./failures.ts";
import { replace, temporaryName, withFile, writeSynced } from "./files.ts";

/** What a command writes into a file of the user's, and how such a file is told from others. */
export interface Written {
  /** In words, e.g. `a drawing`. */
  readonly what: string;
  /** Matches the beginning of every file that the command writes, and of few others. */
  readonly begins: RegExp;
}

export const DRAWING: Written = { what: "a drawing", begins: /^<svg/ };

/** Room that must be there before the work is done, about what is written after it. */
const PROBE = new Uint8Array(1 << 16);

/**
 * Makes sure, before any work is done for it, that a file can be written, and returns what writes it:
 * the old content stays until the new is whole. A file that holds something else than the command
 * writes is someone's, and is not replaced.
 *
 * Throws `OPTION` for an empty name, and `STORAGE` for a missing folder, one that can't be written to,
 * a full disk, and a file of another kind.
 */
export const outputFile = async (
  path: string,
  flag: string,
  { what, begins }: Written,
): Promise<(content: string | Uint8Array) => Promise<void>> => {
  if (path.trim() === "") {
    throw new TextvaeError("OPTION", flag, { expected: "the name of a file", got: '""' });
  }
  const refuse = (expected: string, got: string, hint: string) =>
    new TextvaeError("STORAGE", path, { expected, got, hint });
  const expected = `a file to write ${what} into`;
  const tried = <T>(act: () => Promise<T>): Promise<T> => attempt(path, act, expected);

  const present = await stat(path).catch(() => undefined);
  if (present?.isDirectory()) {
    throw refuse(expected, "a folder", `Name a file in it with ${flag}.`);
  }
  if (present && !present.isFile()) return (content) => tried(() => writeFile(path, content));
  if (present && present.size > 0 && !begins.test(await tried(() => beginning(path)))) {
    const got = "a file that holds something else";
    throw refuse(`a new file, or one that holds ${what}`, got, `Choose another with ${flag}.`);
  }
  const target = present ? await realpath(path) : resolve(path);
  const folder = await stat(dirname(target)).catch(() => undefined);
  if (!folder?.isDirectory()) {
    throw refuse("a folder that is there", "none", `Make it first: mkdir -p ${dirname(path)}`);
  }
  await tried(() => tryWriting(temporaryName(target, "probe-")));
  return (content) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return tried(() => replace(target, (made) => writeSynced(made, bytes)));
  };
};

const beginning = (path: string): Promise<string> =>
  withFile(path, "r", async (file) => {
    const { buffer, bytesRead } = await file.read(new Uint8Array(256), 0, 256, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead)).trimStart();
  });

const tryWriting = async (path: string): Promise<void> => {
  const file = await open(path, "w");
  try {
    await file.writeFile(PROBE);
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
};
