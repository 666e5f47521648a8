import type { TextScore } from "@textvae/runs";
import type { ScoreTotal } from "@textvae/runs/measures";
import { formatted } from "./numbers.ts";
import { printableLine } from "./printable.ts";

/** What each text costs, a line each, and below them the totals. */
export const showTextScores = (
  scores: readonly (TextScore & { readonly text: string })[],
  totals: readonly ScoreTotal[],
): string => [header(scores), ...scores.map(lineOf), ...totals.map(describe)].join("\n");

const header = ([first]: readonly TextScore[]): string => {
  const weighted = first?.weighted ? `${first.weighted.estimator.name.padStart(10)}` : "";
  return `${"NLL".padStart(10)} ${"PPL".padStart(10)}${weighted} ${"tokens".padStart(7)}  sentence`;
};

const lineOf = ({ text, nll, ppl, tokens, weighted }: TextScore & { readonly text: string }) => {
  const iw = weighted ? formatted(weighted.nll, 2).padStart(10) : "";
  return `${formatted(nll, 2).padStart(10)} ${formatted(ppl, 2).padStart(10)}${iw} ${formatted(tokens).padStart(7)}  ${printableLine(text)}`;
};

const describe = ({ sentences, tokens, nll, ppl, estimator }: ScoreTotal): string =>
  `${formatted(sentences)} sentences, ${formatted(tokens)} tokens: NLL ${formatted(nll, 2)} per sentence, PPL ${formatted(ppl, 2)}  ${estimator.name}${estimator.bound ? "" : " (not a bound)"}`;
