import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type ErrorCode, suggest, TextvaeError } from "@textvae/ops/errors";
import { type Issue, inWords, isMissingKey, pathOf, unknownKeyOf, withUndefined } from "./issue.ts";

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
  if (!result.issues) return result.value as never;
  const issue = moreOf(result.issues[0] as Issue, schema, input, where);
  const path = pathOf(issue);
  const unknown = unknownKeyOf(issue);
  if (unknown) {
    const object = issue.keys ? path : path.slice(0, -1);
    throw unknownKey(code, [where, ...object].join("."), unknown);
  }
  throw new TextvaeError(code, [where, ...path].join("."), {
    expected: inWords(issue.message),
    got: show(path.reduce<unknown>((value, key) => (value as never)?.[key], input)),
  });
};

/** Of a key that is missing, valibot tells the name alone; of an undefined value, what it must be. */
const moreOf = (issue: Issue, schema: StandardSchemaV1, input: unknown, where: string): Issue =>
  (isMissingKey(issue) &&
    validated(schema, withUndefined(input, pathOf(issue)), where).issues?.[0]) ||
  issue;

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
    if (!("then" in result)) return wellFormed(result, where);
    result.then(undefined, () => {}); // its rejection is told below
    (schema as { parse?(input: unknown): unknown }).parse?.(input);
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
    throw asynchronous(where, cause);
  }
  throw asynchronous(where);
};

/** A failure without an issue that says why is none of the Standard Schema. */
const wellFormed = (result: StandardSchemaV1.Result<unknown>, where: string): typeof result => {
  const { issues } = result;
  if (!issues && "value" in result) return result;
  if (Array.isArray(issues) && typeof issues[0]?.message === "string") return result;
  throw new TextvaeError("PLUGIN", where, {
    expected: "a Standard Schema, which answers with a value or with issues and their messages",
    got: issues === undefined ? "nothing" : show(issues),
  });
};

const asynchronous = (where: string, cause?: unknown): TextvaeError =>
  new TextvaeError("PLUGIN", where, {
    expected: "a schema that validates at once and does not throw",
    got: cause === undefined ? "a promise" : cause instanceof Error ? cause.message : show(cause),
    hint: "A check or transform of the schema throws, or is asynchronous.",
    ...(cause !== undefined && { cause }),
  });

/** Keys of an object schema, where it tells them: of zod its `shape`, of valibot its `entries`. */
export const optionKeys = (schema: StandardSchemaV1): readonly string[] | undefined => {
  const { shape, entries = shape } = schema as { shape?: unknown; entries?: unknown };
  return typeof entries === "object" && entries !== null ? Object.keys(entries) : undefined;
};

/** Refuses a list, which a schema of valibot takes for an object, and keys that no option has. */
const rejectUnknownKeys = (
  schema: StandardSchemaV1,
  input: object,
  where: string,
  code: ErrorCode,
): void => {
  const known = optionKeys(schema);
  if (!known) return;
  if (Array.isArray(input)) {
    throw new TextvaeError(code, where, { expected: "options by name", got: show(input) });
  }
  const unknown = Object.keys(input).find((key) => !known.includes(key));
  if (unknown !== undefined) throw unknownKey(code, where, unknown, suggest(unknown, known));
};

const unknownKey = (code: ErrorCode, where: string, key: string, hint?: string): TextvaeError =>
  new TextvaeError(code, where, {
    expected: "known options only",
    got: `"${key}"`,
    ...(hint !== undefined && { hint }),
  });

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
