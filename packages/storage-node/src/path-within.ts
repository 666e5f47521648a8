import { resolve, sep } from "node:path";
import { TextvaeError } from "@textvae/core/options";

/** The absolute path of a name in a run. Throws `STORAGE` for one that leads out of it. */
export const pathWithin = (root: string, path: string): string => {
  const full = resolve(root, path);
  if (full.startsWith(root + sep) && !path.includes("\0")) return full;
  throw new TextvaeError("STORAGE", JSON.stringify(path), {
    expected: "a path inside the run folder",
    got: "one that leads out of it",
  });
};
