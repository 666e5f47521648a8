import { formatted } from "@textvae/report/text";
import type { TextScore } from "@textvae/runs";
import { command } from "../command.ts";
import { createWatch } from "../watch.ts";
import { withModel } from "../with-model.ts";
import { askedFlags, batchFlags, importanceCount } from "./options.ts";

/** What each sentence costs, and all together. */
export const score = command("score", {
  asks: "model and data",
  options: {
    ...askedFlags,
    samples: importanceCount().optional().describe("K: also the importance-weighted estimate IW-K"),
    ...batchFlags,
  },
  async run(chosen, { flags, io }) {
    const { perplexity } = await import("@textvae/core");
    const { askedItems } = await import("../data/asked.ts");
    const { samples, seed, batchSize } = chosen;
    const watch = createWatch(io, flags.json === true);
    return withModel(flags, async (trained) => {
      const { items, texts, from } = await askedItems(trained, chosen, io);
      const options = { seed, batchSize, ...(samples !== undefined && { samples }) };
      const scores = await watch("scoring", (onProgress) =>
        trained.model.score(items, { ...options, onProgress }),
      );
      const totals = totalsOf(scores, perplexity);
      const told = scores.map((score, i) => ({ text: texts[i] ?? "", ...score }));
      return {
        kind: "sentence-scores",
        data: { run: trained.folder, from, seed, scores: told, totals },
        text: [header(scores), ...told.map(lineOf), ...totals.map(describe)].join("\n"),
      };
    });
  },
});

/** Sums of a corpus under one estimator. */
interface Total {
  readonly sentences: number;
  readonly tokens: number;
  /** Total nats. */
  readonly nats: number;
  /** Nats per sentence. */
  readonly nll: number;
  /** exp(nats / tokens). */
  readonly ppl: number;
  readonly estimator: TextScore["estimator"];
}

const totalsOf = (
  scores: readonly TextScore[],
  perplexity: (perToken: number) => number,
): Total[] => {
  const [sentences, tokens] = [scores.length, sum(scores.map((score) => score.tokens))];
  const total = (nlls: readonly number[], estimator: Total["estimator"]): Total => {
    const nats = sum(nlls);
    return {
      sentences,
      tokens,
      nats,
      nll: nats / sentences,
      ppl: perplexity(nats / tokens),
      estimator,
    };
  };
  const weighted = scores.flatMap((score) => (score.weighted ? [score.weighted] : []));
  return [scores, weighted].flatMap((of) =>
    of[0]
      ? [
          total(
            of.map(({ nll }) => nll),
            of[0].estimator,
          ),
        ]
      : [],
  );
};

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const header = ([first]: readonly TextScore[]): string => {
  const weighted = first?.weighted ? `${first.weighted.estimator.name.padStart(10)}` : "";
  return `${"NLL".padStart(10)} ${"PPL".padStart(10)}${weighted} ${"tokens".padStart(7)}  sentence`;
};

const lineOf = ({ text, nll, ppl, tokens, weighted }: TextScore & { readonly text: string }) => {
  const iw = weighted ? formatted(weighted.nll, 2).padStart(10) : "";
  return `${formatted(nll, 2).padStart(10)} ${formatted(ppl, 2).padStart(10)}${iw} ${formatted(tokens).padStart(7)}  ${text}`;
};

const describe = ({ sentences, tokens, nll, ppl, estimator }: Total): string =>
  `${formatted(sentences)} sentences, ${formatted(tokens)} tokens: NLL ${formatted(nll, 2)} per sentence, PPL ${formatted(ppl, 2)}  ${estimator.name}${estimator.bound ? "" : " (not a bound)"}`;
