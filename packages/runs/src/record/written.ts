import { type ErrorCode, TextvaeError } from "@textvae/core";
import type { checks } from "@textvae/run-format";

/** Which file of a run was read, and what to do where it is not what was written. */
export interface RecordPlace {
  readonly file: string;
  readonly code: ErrorCode;
  readonly hint: string;
}

/** What was read from a run, as a check has it. Throws, naming the file and what is wrong in it. */
export const asWritten = <T>(check: checks.Check, value: unknown, place: RecordPlace): T => {
  const problem = check(value, "");
  if (!problem) return value as T;
  const { path, got } = problem;
  throw refused(place, path === "" ? got : `${got} as ${path}`);
};

/** The JSON of a file of a run, as a check has it. */
export const parseWritten = <T>(check: checks.Check, text: string, place: RecordPlace): T => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refused(place, "no JSON", cause);
  }
  return asWritten<T>(check, value, place);
};

const refused = ({ file, code, hint }: RecordPlace, got: string, cause?: unknown): TextvaeError =>
  new TextvaeError(code, file, { expected: "what textvae wrote there", got, hint, cause });
