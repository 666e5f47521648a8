import type { Divergence } from "../contracts/divergence.ts";
import type { Schedule } from "../contracts/schedule.ts";
import type { Tokenizer } from "../contracts/tokenizer.ts";

/** Whether a value is a divergence, as options of those that act on others take one. */
export const isDivergence = (value: unknown): value is Divergence =>
  typeof (value as Partial<Divergence> | null | undefined)?.between === "function";

/** What {@link isWeight} expects, in words. */
export const WEIGHT = "a number ≥ 0 or a schedule";

/** Whether a value weighs a term of a loss: by a fixed number, or by a function of the step. */
export const isWeight = (value: unknown): value is number | Schedule =>
  typeof value === "function" || (Number.isFinite(value) && (value as number) >= 0);

/** Whether a value is a tokenizer, as datasets take one. */
export const isTokenizer = (value: unknown): value is Tokenizer => {
  const { encode, decode, vocabulary } = Object(value) as Partial<Tokenizer>;
  return [encode, decode, vocabulary?.id].every((member) => typeof member === "function");
};

/** What {@link isTokenizer} expects, in words. */
export const TOKENIZER = "a tokenizer, such as bytes()";
