import type { Evaluation, SplitAccount } from "@textvae/core";
import { ratesOf } from "@textvae/runs/measures";
import { formatted } from "./numbers.ts";

/** Nats per token, word and byte of each evaluation, where the words are known; and what that is not. */
export const ratesLines = (
  evaluations: readonly Evaluation[],
  account: SplitAccount | undefined,
): string[] => {
  const lines = evaluations.flatMap((evaluation) => {
    const { perToken, perWord, perByte } = ratesOf(evaluation, account);
    if (perWord === undefined || perByte === undefined) return [];
    const numbers = `${formatted(perToken, 3)} per token, ${formatted(perWord, 3)} per word, ${formatted(perByte, 3)} per byte`;
    return [`nats: ${numbers}  (${evaluation.estimator.name})`];
  });
  return lines.length > 0 && (account?.unknown ?? 0) > 0 ? [...lines, UNKNOWN] : lines;
};

const UNKNOWN =
  "an unknown word is charged as one symbol, not as its letters: per word and byte are no bound on the text";
