import { isWhole } from "@textvae/ops";
import { isDivergence, isWeight, WEIGHT } from "./values.ts";

/** What a value must be, in words, and whether it is that. */
export interface Rule {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
}

/** What each option of a factory must be. */
export type Rules<Options> = { readonly [Key in keyof Options & string]-?: Rule };

const has = (member: string) => (value: unknown) =>
  typeof (value as Readonly<Record<string, unknown>> | undefined)?.[member] === "function";

/** A width or a count. */
export const WHOLE: Rule = {
  expected: "a whole number ≥ 1",
  holds: isWhole,
};
export const NUMBER: Rule = { expected: "a finite number", holds: Number.isFinite };
export const ABOVE_ZERO: Rule = {
  expected: "a finite number > 0",
  holds: (value) => Number.isFinite(value) && (value as number) > 0,
};
export const FUNCTION: Rule = {
  expected: "a function",
  holds: (value) => typeof value === "function",
};
/** A fixed number or a function of the step. */
export const WEIGHING: Rule = { expected: WEIGHT, holds: isWeight };

export const DIVERGENCE: Rule = { expected: "a divergence", holds: isDivergence };

/** A part of a model, as a plugin makes it. */
export const PART: Rule = { expected: "a part of a model", holds: has("build") };
export const OPTIMIZER: Rule = { expected: "an optimiser", holds: has("update") };
export const WORD: Rule = { expected: "a text", holds: (value) => typeof value === "string" };
export const FLAG: Rule = {
  expected: "true or false",
  holds: (value) => typeof value === "boolean",
};

/** One of some words. */
export const oneOf = (values: readonly string[]): Rule => ({
  expected: `one of ${values.join(", ")}`,
  holds: (value) => values.includes(value as string),
});

/** A list of what keeps a rule. */
export const listOf = ({ expected, holds }: Rule): Rule => ({
  expected: `a list, each ${expected}`,
  holds: (value) => Array.isArray(value) && value.every(holds),
});

/** The same, or nothing. */
export const optional = ({ expected, holds }: Rule): Rule => ({
  expected,
  holds: (value) => value === undefined || holds(value),
});
