import { TextvaeError } from "@textvae/core/options";

const HINTS: Readonly<Record<string, string>> = {
  QuotaExceededError:
    "The browser gives this site no more room; what was saved before is whole. Remove other runs and corpora.",
  NoModificationAllowedError: "Another tab or worker writes this file: close it.",
  SecurityError: "Let the site keep data, and leave private browsing.",
  TypeMismatchError: "A file stands where a folder should be, or a folder where a file should be.",
};

export const isMissing = (error: unknown): boolean => named(error) === "NotFoundError";

/** Whether a file stands where a folder was asked for, or a folder where a file was. */
export const isOtherKind = (error: unknown): boolean => named(error) === "TypeMismatchError";

/** Whether another tab or worker has a file to itself. */
export const isLocked = (error: unknown): boolean => named(error) === "NoModificationAllowedError";

const named = (error: unknown): string => (error as { readonly name?: string })?.name ?? "";

/** Does something with the file system; what it refuses is a `STORAGE` with the next step to take. */
export const attempt = async <T>(path: string, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    throw asStorageError(path, cause);
  }
};

/** What the file system refused, with the next step to take; an error that says so already as it is. */
export const asStorageError = (path: string, cause: unknown): TextvaeError => {
  if (cause instanceof TextvaeError) return cause;
  const hint = HINTS[named(cause)];
  return new TextvaeError("STORAGE", path, {
    expected: isMissing(cause) ? "an existing file" : "to read and write what the site keeps",
    got: isMissing(cause) ? "none" : String((cause as Error)?.message ?? cause),
    ...(hint !== undefined && { hint }),
    cause,
  });
};
