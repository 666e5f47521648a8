import type { Dataset, Split, SplitAccount } from "@textvae/core";
import { formatted } from "./numbers.ts";

/** What a split holds, in a line: `test: 12 sentences, 60 tokens, 3.2 % unknown; 4 cut, …`. */
export const accountLine = (split: Split, items: string, account: SplitAccount): string => {
  const held = `${split}: ${formatted(account.items)} ${items}, ${formatted(account.tokens)} tokens`;
  return [held + unknownShare(account), ...cutLine(account)].join("; ");
};

/** `, 3.2 % unknown`, or nothing where no word can be. */
export const unknownShare = ({ tokens, unknown }: SplitAccount): string =>
  unknown === undefined ? "" : `, ${formatted((100 * unknown) / tokens, 1)} % unknown`;

/** How much of a split is not scored because it is longer than allowed. */
export const cutLine = ({ cut, tokens }: SplitAccount): string[] =>
  cut
    ? [
        `${formatted(cut.items)} cut to the greatest length, without ${formatted(cut.tokens)} of ${formatted(cut.tokens + tokens)} tokens`,
      ]
    : [];

/** The lines of all splits, and what else is to be known of a corpus. */
export const describeCorpus = (
  { account = {}, notes = [] }: Pick<Dataset, "account" | "notes">,
  items: string,
): string[] => [
  ...Object.entries(account).flatMap(([split, held]) =>
    held ? [accountLine(split as Split, items, held)] : [],
  ),
  ...notes,
];
