/*
 * Rows of results/negotiation-games.json from what `textvae negotiate --json` printed:
 *
 *   textvae negotiate --run RUN --out OUT … --json > told.jsonl
 *   node scripts/negotiation-rows.ts "seed 1" < told.jsonl | pnpm results rows negotiation-games
 */
import process from "node:process";
import { text } from "node:stream/consumers";
import type { Gain, Summary } from "@textvae/negotiation";

const [run = ""] = process.argv.slice(2);
const lines = (await text(process.stdin)).trim().split("\n");
const { before, after, gain } = JSON.parse(lines.at(-1) as string) as {
  before: Summary;
  after: Summary;
  gain: Gain;
};

const rowOf = (label: string, { score, scoreError, otherScore, agreement, turns }: Summary) => ({
  label,
  "agent-s-points": score,
  "agent-s-points-error": scoreError,
  "partner-s": otherScore,
  agreement: `${(100 * agreement).toFixed(1)} %`,
  utterances: turns,
});
const rows = [
  rowOf(`supervised, against itself, ${run}`, before),
  {
    ...rowOf(`after self-play, against supervised, ${run}`, after),
    gain: gain.points,
    "gain-error": gain.error,
  },
];
for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
