import { readdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { TextvaeError } from "@textvae/core/options";
import { codeOf } from "./code-of.ts";
import { systemFailure } from "./failures.ts";

/** What stands in a folder without being anyone's: claims, and what killed processes left. */
const PASSING = /^(?:\.tmp-|training\.lock|lease$)/;

/** What only a run has; without `config.json` it can't be told what they belong to. */
const OF_A_RUN = ["checkpoints", "metrics.jsonl", "diagnostics.json"];

/**
 * What stands in a folder that a run is to be written into: a run, or nothing. Nothing is made or
 * changed. Throws `OPTION` for a name that is empty, `STORAGE` for a file of that name and for a folder
 * that holds anything else than a run, `CONFIG` for a run whose `config.json` is gone.
 */
export const standingIn = async (folder: string, flag = "--run"): Promise<"run" | "nothing"> => {
  if (folder.trim() === "" || folder.includes("\0")) {
    throw new TextvaeError("OPTION", flag, {
      expected: "the name of a folder",
      got: JSON.stringify(folder),
    });
  }
  return standingAmong(await namesIn(folder), folder, flag);
};

/** The same of any place that a run is kept in, by the names at its top. */
export const standingAmong = (
  all: readonly string[],
  folder: string,
  flag = "--run",
): "run" | "nothing" => {
  const names = all.filter((name) => !PASSING.test(name));
  if (names.includes("config.json")) return "run";
  if (names.length === 0) return "nothing";
  const parts = names.filter((name) => OF_A_RUN.includes(name));
  if (parts.length > 0) {
    throw new TextvaeError("CONFIG", `${folder}/config.json`, {
      expected: "what the run in this folder was started with",
      got: `none, beside ${parts.join(", ")}`,
      hint: `Restore the file, or choose another folder with ${flag}; nothing was changed.`,
    });
  }
  throw new TextvaeError("STORAGE", folder, {
    expected: "a folder of its own for the run: new, empty, or that of a run",
    got: `one that holds ${names.slice(0, 3).join(", ")}${names.length > 3 ? " and more" : ""}`,
    hint: `Choose another with ${flag}; nothing was changed.`,
  });
};

const namesIn = async (folder: string): Promise<readonly string[]> => {
  const expected = "the folder of a run, or a name that is free";
  try {
    if ((await stat(folder)).isDirectory()) return await readdir(resolve(folder));
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return [];
    throw systemFailure(folder, cause, expected);
  }
  throw new TextvaeError("STORAGE", folder, { expected, got: "a file" });
};
