import { TextvaeError } from "@textvae/core/options";

const HINTS: Readonly<Record<string, string>> = {
  QuotaExceededError:
    "The browser gives this site no more room; what was saved before is whole. Remove other runs.",
  NoModificationAllowedError: "Another tab or worker writes this file: close it.",
  SecurityError: "Let the site keep data, and leave private browsing.",
  TypeMismatchError: "A file stands where a folder should be, or a folder where a file should be.",
};

export const isMissing = (error: unknown): boolean => named(error) === "NotFoundError";

/** Whether a file stands where a folder was asked for, or a folder where a file was. */
export const isOtherKind = (error: unknown): boolean => named(error) === "TypeMismatchError";

const named = (error: unknown): string => (error as { readonly name?: string })?.name ?? "";

/** Does something with the file system; what it refuses is a `STORAGE` with the next step to take. */
export const attempt = async <T>(path: string, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
    const hint = HINTS[named(cause)];
    throw new TextvaeError("STORAGE", path, {
      expected: isMissing(cause) ? "an existing file" : "to read and write the run",
      got: isMissing(cause) ? "none" : String((cause as Error)?.message ?? cause),
      ...(hint !== undefined && { hint }),
      cause,
    });
  }
};
