import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type ErrorCode, suggest, TextvaeError } from "@textvae/ops";

/** The value as the schema returns it, or an error that names the option and the nearest key. */
export const checkOptions = <Schema extends StandardSchemaV1>(
  schema: Schema,
  input: unknown,
  where: string,
  code: ErrorCode = "OPTION",
): StandardSchemaV1.InferOutput<Schema> => {
  if (typeof input === "object" && input !== null) {
    rejectUnknownKeys(schema, input, where, code);
  }
  const result = schema["~standard"].validate(input);
  if (result instanceof Promise) {
    throw new TextvaeError("PLUGIN", where, {
      expected: "a schema that validates synchronously",
      got: "a promise",
    });
  }
  const issue = result.issues?.[0];
  if (!issue) return (result as StandardSchemaV1.SuccessResult<unknown>).value as never;
  const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  throw new TextvaeError(code, [where, ...path].join("."), {
    expected: inWords(issue.message),
    got: show(path.reduce<unknown>((value, key) => (value as never)?.[key], input)),
  });
};

/** What a schema's message expects: `a number ≥ 1`, `one of "a", "b"`. */
const inWords = (message: string): string =>
  message
    .replace(/^(?:Invalid|Too)[^:]*: expected /, "")
    .replace(/, received .*$|\.$/, "")
    .replace(/^number to be ([<>]=?)/, (_, relation: string) => `a number ${RELATIONS[relation]} `)
    .replaceAll('"|"', '", "');

const RELATIONS: Readonly<Record<string, string>> = { ">": ">", "<": "<", ">=": "≥", "<=": "≤" };

/** Keys of an object schema, where it tells them. */
export const optionKeys = (schema: StandardSchemaV1): readonly string[] | undefined => {
  const shape = (schema as { shape?: unknown }).shape;
  return typeof shape === "object" && shape !== null ? Object.keys(shape) : undefined;
};

const rejectUnknownKeys = (
  schema: StandardSchemaV1,
  input: object,
  where: string,
  code: ErrorCode,
): void => {
  const known = optionKeys(schema);
  const unknown = known && Object.keys(input).find((key) => !known.includes(key));
  if (known && unknown !== undefined) {
    throw new TextvaeError(code, where, {
      expected: "known options only",
      got: `"${unknown}"`,
      hint: suggest(unknown, known),
    });
  }
};

const show = (value: unknown): string =>
  typeof value === "number" || value === undefined ? String(value) : JSON.stringify(value);
