import { TextvaeError } from "@textvae/core/options";
import { codeOf } from "./code-of.ts";

/** Does something with a file or folder. Throws `STORAGE` with what the system said of it. */
export const attempt = async <T>(
  path: string,
  act: () => Promise<T>,
  expected?: string,
): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
    throw systemFailure(path, cause, expected);
  }
};

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full; what was saved before is whole. Free some space and run it again.",
  EDQUOT: "The quota is used up; what was saved before is whole. Free some space and run it again.",
  EFBIG: "The file would be larger than allowed here; what was saved before is whole.",
  EACCES: "Check who owns the folder and its permissions.",
  EPERM: "Check who owns the folder and its permissions.",
  EROFS: "Choose a folder that can be written to.",
  ENOTDIR: "A file stands where a folder should be: choose another folder.",
  EEXIST: "A file stands where a folder should be: choose another folder.",
  EISDIR: "A folder stands where a file should be: move it away, or choose another run folder.",
  ENAMETOOLONG: "Choose a shorter name.",
};

/** Whether the operating system refused something, such as to write into a file. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && /^E[A-Z0-9]+$/.test(codeOf(error));

/** What the system refused, as `STORAGE` with the next step to take. */
export const systemFailure = (
  path: string,
  cause: unknown,
  expected = "to read and write the run folder",
): TextvaeError => {
  const code = codeOf(cause);
  const hint = HINTS[code];
  return new TextvaeError("STORAGE", path, {
    expected: code === "ENOENT" ? "an existing file" : expected,
    got: code === "ENOENT" ? "none" : String((cause as Error).message ?? cause),
    ...(hint !== undefined && { hint }),
    cause,
  });
};
