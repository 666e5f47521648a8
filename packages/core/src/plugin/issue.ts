import type { StandardSchemaV1 } from "@standard-schema/spec";

/** What a schema finds wrong, with what zod and valibot tell of it beside the standard. */
export interface Issue extends StandardSchemaV1.Issue {
  /** Of valibot: the type or requirement, `never` for a key that the object hasn't. */
  readonly expected?: string | null;
  /** Of zod: keys that the object hasn't. */
  readonly keys?: readonly string[];
}

/** Where it is, key by key. */
export const pathOf = ({ path = [] }: StandardSchemaV1.Issue): readonly string[] =>
  path.map((part) => String(typeof part === "object" ? part.key : part));

/** The key that no option has, if the issue is about one. */
export const unknownKeyOf = (issue: Issue): string | undefined =>
  issue.expected === "never" ? pathOf(issue).at(-1) : issue.keys?.[0];

/** Whether a key is absent that must be there, as valibot tells it. */
export const isMissingKey = (issue: Issue): boolean =>
  issue.path !== undefined && issue.expected === JSON.stringify(pathOf(issue).at(-1));

/** The value with undefined at a path. */
export const withUndefined = (value: unknown, [key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return undefined;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  return Object.assign(copy, { [key]: withUndefined((value as never)?.[key], rest) });
};

/** What a message of zod or valibot expects: `a number ≥ 1`, `one of "a", "b"`. */
export const inWords = (message: string): string =>
  message
    .replace(/^Invalid (?:safe )?integer: .*/, "a whole number")
    .replace(/^Invalid finite: .*/, "a finite number")
    .replace(/^Invalid length: Expected /, "a length ")
    .replace(/^Invalid value: Expected (?=[<>])/, "a number ")
    .replace(/^(?:Invalid|Too)[^:]*: expected /i, "")
    .split(/, received | but received /, 1)
    .join("")
    .replace(/\.$/, "")
    .replace(/^(?:Object|Array)$/, (name) => name.toLowerCase())
    .replace(/^number to be /, "a number ")
    .replace(/^(a number|a length) ([<>]=?)/, (_, what, sign) => `${what} ${RELATIONS[sign]} `)
    .replace(/^\(("[^"]*"(?: \| "[^"]*")*)\)$/, "one of $1")
    .replaceAll(/" ?\| ?"/g, '", "');

const RELATIONS: Readonly<Record<string, string>> = { ">": ">", "<": "<", ">=": "≥", "<=": "≤" };
