import type { Batch, Dataset, Split, TextBatch } from "@textvae/core";
import { TextvaeError } from "@textvae/ops";

export interface UnigramScore {
  /** Items of the split: sentences, or documents. */
  readonly sentences: number;
  /** Scored tokens: words, and of sentences their ends. */
  readonly tokens: number;
  /** −log p of an item, the mean over the split. */
  readonly natsPerSentence: number;
  /** exp(total nats / total tokens). */
  readonly perplexity: number;
  /** exp(mean over items of nats / tokens). */
  readonly perplexityPerItem: number;
  readonly smoothing: "none" | "add-one";
}

/** Small, for what is read of a long text is garbage until memory is tidied. */
const BATCH = 64;

/**
 * The score of the unigram model, −log p(x) = −Σₜ log(count(wₜ) / N), with counts of `train` and
 * the end of sentence scored: what a model that learned anything must beat. Of text if the
 * dataset has it, else of word counts.
 *
 * When a word of the vocabulary does not occur in `train` (often `<unk>`), all counts are raised
 * by one, so that every item has a probability.
 *
 * @throws {TextvaeError} `SPLIT` when `train` or the split is missing, `CAPABILITY` when the
 * dataset provides neither text nor counts.
 *
 * @example
 * unigram(dataset, "test").perplexity; // 639.3 on the Penn Treebank
 */
export const unigram = (dataset: Dataset, split: Split): UnigramScore => {
  const { nats_V, smoothing } = unigramModel(dataset);
  const total = { nats: 0, tokens: 0, natsPerToken: 0 };
  visitItems(dataset, inOrder(dataset, split), (ids, counts) => {
    let nats = 0;
    let tokens = 0;
    for (const [at, id] of ids.entries()) {
      const count = counts?.[at] ?? 1;
      nats += count * (nats_V[id] as number);
      tokens += count;
    }
    total.nats += nats;
    total.tokens += tokens;
    total.natsPerToken += nats / tokens;
  });
  const sentences = dataset.size(split);
  return {
    sentences,
    tokens: total.tokens,
    natsPerSentence: total.nats / sentences,
    perplexity: Math.exp(total.nats / total.tokens),
    perplexityPerItem: Math.exp(total.natsPerToken / sentences),
    smoothing,
  };
};

/** −log p of each word of the vocabulary. */
const unigramModel = (dataset: Dataset) => {
  const counts_V = new Float64Array(dataset.vocabulary.size);
  visitItems(dataset, inAnyOrder(dataset, "train"), (ids, counts) => {
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at] as number;
      counts_V[id] = (counts_V[id] as number) + (counts?.[at] ?? 1);
    }
  });
  const smoothing = counts_V.includes(0) ? "add-one" : "none";
  const raised_V = smoothing === "none" ? counts_V : counts_V.map((count) => count + 1);
  const total = raised_V.reduce((a, b) => a + b, 0);
  return { nats_V: raised_V.map((count) => -Math.log(count / total)), smoothing } as const;
};

/** The batches of an epoch in its fixed order. */
function* inOrder(dataset: Dataset, split: Split): Iterable<Batch> {
  const epoch = dataset.epoch(split, { batchSize: BATCH });
  for (let index = 0; index < epoch.length; index++) yield epoch.at(index);
}

/** All items of a split, without the memory that an order of them takes, where that can be. */
function* inAnyOrder(dataset: Dataset, split: Split): Iterable<Batch> {
  if (!dataset.batch) return yield* inOrder(dataset, split);
  const size = dataset.size(split);
  for (let start = 0; start < size; start += BATCH) {
    const length = Math.min(BATCH, size - start);
    yield dataset.batch(
      split,
      Int32Array.from({ length }, (_, i) => start + i),
    );
  }
}

/** Shows each item of batches: ids, and how often each of them comes unless it is once. */
const visitItems = (
  dataset: Dataset,
  batches: Iterable<Batch>,
  visit: (ids: Int32Array, counts?: Float32Array) => void,
): void => {
  const { size } = dataset.vocabulary;
  const all = Int32Array.from({ length: size }, (_, id) => id);
  for (const batch of batches) {
    for (let b = 0; b < batch.size; b++) {
      if (batch.text) visit(idsOf(batch.text, b));
      else if (batch.counts_BV) visit(all, batch.counts_BV.subarray(b * size, (b + 1) * size));
      else throw withoutWords(dataset);
    }
  }
};

const idsOf = ({ tokens_BT, lengths_B, time }: TextBatch, b: number): Int32Array =>
  tokens_BT.subarray(b * time, b * time + (lengths_B[b] as number));

const withoutWords = (dataset: Dataset): TextvaeError =>
  new TextvaeError("CAPABILITY", `unigram(${dataset.name})`, {
    expected: "a dataset that provides text or counts_BV",
    got: dataset.provides.join(", "),
  });
