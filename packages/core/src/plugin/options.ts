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
  const result = validated(schema, input, where);
  const issue = result.issues?.[0];
  if (!issue) return (result as StandardSchemaV1.SuccessResult<unknown>).value as never;
  const path = (issue.path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
  throw new TextvaeError(code, [where, ...path].join("."), {
    expected: inWords(issue.message),
    got: show(path.reduce<unknown>((value, key) => (value as never)?.[key], input)),
  });
};

/**
 * What the schema says of the input at once. A schema of zod whose transform or check throws answers
 * with a promise, as one that is asynchronous does; only its `parse` tells which.
 */
const validated = (
  schema: StandardSchemaV1,
  input: unknown,
  where: string,
): StandardSchemaV1.Result<unknown> => {
  try {
    const result = schema["~standard"].validate(input);
    if (!("then" in result)) return result;
    result.then(undefined, () => {}); // its rejection is told below
    (schema as { parse?(input: unknown): unknown }).parse?.(input);
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
    throw asynchronous(where, cause);
  }
  throw asynchronous(where);
};

const asynchronous = (where: string, cause?: unknown): TextvaeError =>
  new TextvaeError("PLUGIN", where, {
    expected: "a schema that validates at once and does not throw",
    got: cause === undefined ? "a promise" : cause instanceof Error ? cause.message : show(cause),
    hint: "A check or transform of the schema throws, or is asynchronous.",
    ...(cause !== undefined && { cause }),
  });

/** What a schema's message expects: `a number ≥ 1`, `one of "a", "b"`. */
const inWords = (message: string): string =>
  message
    .replace(/^(?:Invalid|Too)[^:]*: expected /, "")
    .split(", received ", 1)
    .join("")
    .replace(/\.$/, "")
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

const show = (value: unknown): string => {
  if (typeof value === "number" || typeof value === "bigint" || value === undefined) {
    return String(value);
  }
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value; // it holds itself, or what JSON has not
  }
};
