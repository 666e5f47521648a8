import type { Evaluation, SplitAccount } from "@textvae/core";

/** The nats of a split by what they tell: text has the same words and bytes in every vocabulary. */
export interface Rates {
  /** By scored tokens: ids of the vocabulary, and ends. */
  readonly perToken: number;
  /** By words, which white space separates in the text. */
  readonly perWord?: number;
  /** By bytes of UTF-8, one space between words. */
  readonly perByte?: number;
}

/**
 * perToken · tokens = perWord · words = perByte · bytes = nll · items, the nats of the split. Ends of sentences
 * are charged, and are neither words nor bytes. Without an account of all its items there is the first alone.
 *
 * @example
 * const { perByte } = ratesOf(evaluation, dataset.account?.test);
 */
export const ratesOf = (
  { nll, items, tokens }: Pick<Evaluation, "nll" | "items" | "tokens">,
  account?: SplitAccount,
): Rates => {
  const nats = nll * items;
  const { words = 0, bytes = 0 } = account?.items === items ? account : {};
  return {
    perToken: nats / tokens,
    ...(words > 0 && { perWord: nats / words }),
    ...(bytes > 0 && { perByte: nats / bytes }),
  };
};
