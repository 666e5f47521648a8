/*
 * Rows of results/negotiation-games.json and results/negotiation-words.json, from what `textvae
 * negotiate --json` and `textvae evaluate --json` printed:
 *
 *   pnpm -s negotiation:rows "seed 1" < negotiated.jsonl | pnpm results rows negotiation-games
 *   pnpm -s negotiation:rows "after self-play, seed 1" < scores.jsonl | pnpm results rows negotiation-words
 */
import process from "node:process";
import { text } from "node:stream/consumers";
import type { Evaluation } from "@textvae/core";
import type { Gain, Summary } from "@textvae/negotiation";

interface Negotiated {
  readonly kind: "negotiation";
  readonly before: Summary;
  readonly after: Summary;
  readonly gain: Gain;
}

interface Scores {
  readonly kind: "scores";
  readonly evaluations: readonly Evaluation[];
}

const rowOfGames = (
  label: string,
  { score, scoreError, otherScore, agreement, turns }: Summary,
  gain?: Gain,
): object => ({
  label,
  "agent-s-points": score,
  "agent-s-points-error": scoreError,
  ...(gain && { gain: gain.points, "gain-error": gain.error }),
  "partner-s": otherScore,
  agreement: `${(100 * agreement).toFixed(1)} %`,
  utterances: turns,
});

const rowsOf = (told: Negotiated | Scores, label: string): readonly object[] => {
  if (told.kind === "negotiation") {
    return [
      rowOfGames(`supervised, against itself, ${label}`, told.before),
      rowOfGames(`after self-play, against supervised, ${label}`, told.after, told.gain),
    ];
  }
  return told.evaluations.map(({ nll, ppl, divergence, estimator }) => ({
    label,
    nll,
    ppl,
    "kl-to-p-z": divergence,
    estimator: estimator.name,
  }));
};

const lines = (await text(process.stdin)).trim().split("\n");
const last = JSON.parse(lines.at(-1) as string) as Negotiated | Scores;
for (const row of rowsOf(last, process.argv[2] ?? "")) {
  process.stdout.write(`${JSON.stringify(row)}\n`);
}
