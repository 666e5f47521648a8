import { type ErrorCode, TextvaeError } from "@textvae/core";
import type { z } from "zod";

/** Which file of a run was read, and what to do where it is not what was written. */
export interface RecordPlace {
  readonly file: string;
  readonly code: ErrorCode;
  readonly hint: string;
}

/** What was read from a run as a schema has it. Throws, naming the file and what is wrong in it. */
export const checkRecord = <T>(schema: z.ZodType, value: unknown, place: RecordPlace): T => {
  const checked = schema.safeParse(value);
  if (checked.success) return value as T;
  const issue = checked.error.issues[0];
  const path = issue?.path ?? [];
  const found = path.reduce<unknown>((of, key) => (of as never)?.[key], value);
  const shown = found === undefined ? "nothing" : JSON.stringify(found).slice(0, 60);
  throw refused(place, path.length > 0 ? `${shown} as ${path.join(".")}` : shown);
};

/** The JSON of a file of a run, as a schema has it. */
export const parseRecord = <T>(schema: z.ZodType, text: string, place: RecordPlace): T => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refused(place, "no JSON", cause);
  }
  return checkRecord<T>(schema, value, place);
};

const refused = ({ file, code, hint }: RecordPlace, got: string, cause?: unknown): TextvaeError =>
  new TextvaeError(code, file, { expected: "what textvae wrote there", got, hint, cause });
