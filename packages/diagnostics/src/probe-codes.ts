import {
  type Batch,
  createRng,
  type Dataset,
  type Model,
  type Split,
  TextvaeError,
} from "@textvae/core";
import { withoutMean } from "./active-units.ts";
import type { ItemsBySplit } from "./given-model.ts";
import type { Pairs } from "./pairs.ts";
import { type Probe, type ProbeOptions, probe } from "./probe.ts";
import { gather } from "./rows.ts";
import { splitsOf, visitPosteriors } from "./source.ts";

export interface ProbeCodesOptions extends ProbeOptions {
  readonly model: Model;
  readonly dataset: Dataset;
  /** The split of the report. Default `test`. */
  readonly split?: Split;
  /** Word vectors, row-major `[V, E]`; without them fixed random ones, which keep cosines. */
  readonly vectors_VE?: Float32Array;
}

export interface ProbedCodes {
  /** The bag of words told from the mean of the posterior. */
  readonly codeToBow: Probe;
  /** The mean of the posterior told from the bag of words. */
  readonly bowToCode: Probe;
}

/** Width of the random word vectors. */
const WIDTH = 100;

/**
 * How much of a code is the bag of its words: each told from the other by a small network. A bag
 * is the mean of its words' vectors. Values are cosines; compare only those of one table of
 * vectors.
 *
 * Codes from elsewhere come by split, with the counts of the words of each item.
 *
 * @throws `CAPABILITY` without a mean or without words, `SHAPE` for codes, counts or vectors that do
 * not fit.
 *
 * @example
 * const { codeToBow, bowToCode } = await probeCodes({ model, dataset });
 * const items = { train: { codes, counts_NV }, valid: { … }, test: { … } };
 * await probeCodes(items, { vectors_VE });
 */
export const probeCodes = async (
  from: ProbeCodesOptions | ItemsBySplit,
  asked: Omit<ProbeCodesOptions, "model" | "dataset"> = {},
): Promise<ProbedCodes> => {
  const options = splitsOf<ProbeCodesOptions>("probeCodes", from, asked);
  const { model, dataset, split = "test", seed = 0 } = options;
  const words = model.vocabulary.size;
  const vectors_VE =
    options.vectors_VE ??
    Float32Array.from(
      createRng(seed)
        .stream("word vectors")
        .normals(words * WIDTH),
    );

  checkVectors(vectors_VE, words);
  const pairsOf = async (from: Split): Promise<Pairs> => {
    const codes: Float32Array[] = [];
    const bags: Float32Array[] = [];
    await visitPosteriors(
      { model, dataset, split: from },
      ({ q }) => {
        if (!q.mean) throw withoutMean("probeCodes");
        return [q.mean()];
      },
      ([mean_BZ = new Float32Array()], batch) => {
        codes.push(mean_BZ);
        bags.push(bagsOf(batch, vectors_VE, words));
      },
    );
    const to_NO = gather(bags);
    return { from_NI: gather(codes), to_NO, rows: (to_NO.length * words) / vectors_VE.length };
  };
  const splits = {
    train: await pairsOf("train"),
    valid: await pairsOf("valid"),
    test: await pairsOf(split),
  };
  const turned = {
    train: turn(splits.train),
    valid: turn(splits.valid),
    test: turn(splits.test),
  };
  return { codeToBow: await probe(splits, options), bowToCode: await probe(turned, options) };
};

const checkVectors = (vectors_VE: Float32Array, words: number): void => {
  if (words > 0 && vectors_VE.length > 0 && vectors_VE.length % words === 0) return;
  throw new TextvaeError(words > 0 ? "SHAPE" : "CAPABILITY", "probeCodes", {
    expected: words > 0 ? `a vector for each of ${words} words` : "items with words",
    got: words > 0 ? `${vectors_VE.length} numbers` : "codes alone",
    hint:
      words > 0
        ? "vectors_VE is row-major: one row for each word of the vocabulary."
        : "Give counts_NV beside the codes.",
  });
};

const turn = ({ from_NI, to_NO, rows }: Pairs): Pairs => ({ from_NI: to_NO, to_NO: from_NI, rows });

/** Mean vector of the words of each item, ends of sentence left out, row-major `[B, E]`. */
const bagsOf = (batch: Batch, vectors_VE: Float32Array, words: number): Float32Array => {
  const width = vectors_VE.length / words;
  const bags_BE = new Float32Array(batch.size * width);
  for (let b = 0; b < batch.size; b++) {
    const counted = wordsOf(batch, b, words);
    const total = counted.reduce((sum, [, count]) => sum + count, 0);
    for (const [word, count] of counted) {
      for (let e = 0; e < width; e++) {
        const at = b * width + e;
        const weight = (count / total) * (vectors_VE[word * width + e] as number);
        bags_BE[at] = (bags_BE[at] as number) + weight;
      }
    }
  }
  return bags_BE;
};

const wordsOf = ({ text, counts_BV }: Batch, b: number, words: number): [number, number][] => {
  if (text) {
    const start = b * text.time;
    const ids = text.tokens_BT.subarray(start, start + (text.lengths_B[b] as number) - 1);
    return Array.from(ids, (id) => [id, 1]);
  }
  const counts = counts_BV?.subarray(b * words, (b + 1) * words) ?? [];
  return [...counts].flatMap((count, id) => (count > 0 ? [[id, count] as [number, number]] : []));
};
