import { type Beside, type BesideType, type BesideValue, TextvaeError } from "@textvae/core";
import type { BesideTypes } from "@textvae/text";
import type { RecordOptions } from "./format-name.ts";
import type { Place } from "./line-reader.ts";
import { writable } from "./record-fields.ts";

const TYPES: readonly BesideType[] = ["string", "integer", "number"];
const isType = (type: unknown): type is BesideType => TYPES.includes(type as BesideType);

/** What options call it where something else was given. */
export const KEPT = 'names of fields with string, integer or number, such as "id,stars:number"';

/** Names of batches' own; a number can't be called so. */
const TAKEN = [
  ...["text", "counts_BV", "tfidf_BV", "labels_B", "weights_B", "context"],
  ...["size", "fields"],
];

/** Whether a number beside a text may be called so. */
export const isFree = (name: string): boolean => name !== "" && !TAKEN.includes(name);

/** Whether these are names with types; of a number, none that batches have already. */
export const areKept = (given: unknown): given is string | BesideTypes => {
  if (typeof given !== "string" && (typeof given !== "object" || given === null)) return false;
  const entries = Object.entries(keptFields(given as string | BesideTypes) ?? {});
  return (
    entries.length > 0 &&
    entries.every(
      ([name, type]) => isType(type) && (type === "string" ? name !== "" : isFree(name)),
    )
  );
};

/**
 * The fields that are kept beside texts.
 *
 * @example
 * keptFields("id, stars:number"); // { id: "string", stars: "number" }
 */
export const keptFields = (given: string | BesideTypes | undefined): BesideTypes | undefined => {
  if (typeof given !== "string") return given;
  return Object.fromEntries(
    given.split(",").map((part): [string, BesideType] => {
      const [whole, colon] = [part.trim(), part.trim().lastIndexOf(":")];
      const type = whole.slice(colon + 1).trim();
      return colon >= 0 && isType(type) ? [whole.slice(0, colon).trim(), type] : [whole, "string"];
    }),
  );
};

/** What is kept beside a text: these fields, and its weight. */
export const besideText = ({
  keepFields,
  weightField,
}: Pick<RecordOptions, "keepFields" | "weightField">): BesideTypes | undefined =>
  weightField === undefined
    ? keptFields(keepFields)
    : { ...keptFields(keepFields), [weightField]: "number" };

/** Throws `DATA` for what is no weight of a text. */
export const requireWeight = (
  { beside }: { readonly beside?: Beside },
  field: string | undefined,
  where: Place,
): void => {
  const weight = field === undefined ? 1 : Math.fround(Number(beside?.[field]));
  if (weight > 0 && weight < Infinity) return;
  throw new TextvaeError("DATA", where(), {
    expected: `a weight above 0 in ${JSON.stringify(field)}`,
    got: String(beside?.[field as string]),
    hint: "Leave out a record that shall not count.",
  });
};

/**
 * The values of these fields. Throws `DATA` for one that is of another type, and for a number as a string of
 * which JSON has lost digits.
 */
export const valuesBeside = (
  types: BesideTypes,
  read: (name: string) => unknown,
  where: Place,
): Beside =>
  Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, typed(read(name), name, type, where)]),
  );

const typed = (value: unknown, name: string, type: BesideType, where: Place): BesideValue => {
  const found = type === "string" ? asString(value, name, where) : asNumber(value);
  const fits = type !== "integer" || (found as number) === ((found as number) | 0);
  if (found !== undefined && fits) return found;
  const expected = {
    string: "a string, or a number of which no digit is lost",
    integer: "a whole number of 32 bits",
    number: "a finite number",
  }[type];
  throw new TextvaeError("DATA", where(), {
    expected: `${expected} in ${JSON.stringify(name)}`,
    got:
      typeof value === "bigint" ? `${value}` : (JSON.stringify(value)?.slice(0, 40) ?? "nothing"),
    hint: type === "string" ? "Write it in quotes." : `Keep it as a string: ${name}:string.`,
  });
};

const asString = (value: unknown, name: string, where: Place): string | undefined => {
  if (typeof value === "string") return writable(value, name, where);
  if (typeof value === "number" && hasLostDigits(value)) return undefined;
  return ["number", "bigint", "boolean"].includes(typeof value) ? String(value) : undefined;
};

/** Ids above 2⁵³ are others once they are numbers. */
const hasLostDigits = (value: number): boolean =>
  !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));

/** Whether a whole number that is written out is another one as a double. */
const hasMoreDigits = (value: unknown, number: number): boolean =>
  (typeof value === "bigint" || (typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value))) &&
  BigInt(value) !== BigInt(number);

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

const asNumber = (value: unknown): number | undefined => {
  if (typeof value === "string" && !NUMBER.test(value)) return undefined;
  if (!["string", "number", "bigint"].includes(typeof value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) && !hasMoreDigits(value, number) ? number : undefined;
};
