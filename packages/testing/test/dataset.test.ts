import { type Batch, type Dataset, type Epoch, TextvaeError } from "@textvae/core";
import { datasetLaws, testDataset, tinyBatch, tinyVocabulary } from "@textvae/testing";
import { expect, test } from "vitest";
import { failuresOf } from "./failures.ts";

const words = ["a", "b", "c"];
/** The n-th sentence over three words, shortest first: a, b, c, a a, a b, … */
const sentence = (n: number): string =>
  n === 0 ? "" : `${sentence(Math.floor((n - 1) / 3))} ${words[(n - 1) % 3]}`.trim();
const sentences = Array.from({ length: 40 }, (_, i) => sentence(i + 1));

interface Changes {
  readonly batches?: (count: number, size: number) => number;
  readonly batch?: (batch: Batch) => Batch;
  readonly order?: (ids: Int32Array, calls: number) => Int32Array;
  readonly missing?: () => Epoch;
  readonly provides?: Dataset["provides"];
}

const memoryDataset = ({
  batches = (count, size) => Math.ceil(count / size),
  batch = (made) => made,
  order = (ids) => ids,
  missing,
  provides = ["text", "counts_BV", "labels_B"],
}: Changes = {}): Dataset => {
  let calls = 0;
  const check = (split: string): void => {
    if (split === "train" || missing) return;
    throw new TextvaeError("SPLIT", "memory", { expected: "train", got: split });
  };
  return {
    name: "memory",
    provides,
    vocabulary: tinyVocabulary,
    labels: ["even", "odd"],
    splits: ["train"],
    size: (split) => {
      check(split);
      return sentences.length;
    },
    epoch: (split, { batchSize, rng }) => {
      check(split);
      const ids = rng?.permutation(sentences.length) ?? Int32Array.from(sentences.keys());
      const sorted = order(ids, calls++);
      return {
        length: batches(sentences.length, batchSize),
        at: (i) => {
          const chosen = [...sorted.slice(i * batchSize, (i + 1) * batchSize)];
          return batch(tinyBatch(chosen.map((id) => sentences[id] as string)));
        },
      };
    },
  };
};

// labels_B of a tiny batch are by position, so they are left out where batches are compared.
const withoutLabels = ({ size, text, counts_BV }: Batch): Batch =>
  ({ size, text, counts_BV }) as Batch;
const good: Changes = { batch: withoutLabels, provides: ["text", "counts_BV"] };

testDataset({ dataset: memoryDataset(good) });

const broken = (changes: Changes) =>
  failuresOf(datasetLaws({ dataset: memoryDataset({ ...good, ...changes }) }));

const once = "every item comes once per epoch (train)";

test("a dataset that drops its last batch is found", async () => {
  expect(await broken({ batches: (count, size) => Math.floor(count / size) })).toEqual([once]);
});

test("a dataset that repeats an item is found", async () => {
  const order = (ids: Int32Array) => ids.with(1, ids[0] as number);
  expect(await broken({ order })).toContain(once);
});

test("a dataset that does not shuffle, or shuffles by itself, is found", async () => {
  const law = "the order depends on the stream alone (train)";
  expect(await broken({ order: (ids) => ids.toSorted() })).toEqual([law]);
  const rotated = (ids: Int32Array, by: number) =>
    Int32Array.from(ids, (_, i) => ids[(i + by) % ids.length] as number);
  expect(await broken({ order: rotated })).toContain(law);
});

test("fields that are promised and absent, or the reverse, are found", async () => {
  const law = "batches have the fields that the dataset provides";
  expect(await broken({ provides: ["text", "counts_BV", "labels_B"] })).toContain(law);
  expect(await broken({ provides: ["text"] })).toEqual([law]);
});

test("lengths without the end of sentence are found", async () => {
  const batch = ({ size, text, counts_BV }: Batch): Batch =>
    ({
      size,
      text: {
        ...(text as never as { time: number }),
        lengths_B: text?.lengths_B.map((n) => n - 1),
      },
      counts_BV,
    }) as Batch;
  expect(await broken({ batch })).toContain(
    "a sentence ends with the only end of sentence at its length",
  );
});

test("ids beyond the vocabulary are found, in the padding too", async () => {
  const batch = ({ size, text, counts_BV }: Batch): Batch =>
    ({
      size,
      text: { ...text, tokens_BT: text?.tokens_BT.map((id) => id + 3) },
      counts_BV,
    }) as Batch;
  expect(await broken({ batch })).toContain("ids are in the vocabulary, padding included");
});

test("a context of nothing, or of nobody, is found", async () => {
  const law = "something was said before each item, by its speaker or by the other";
  const provides = ["text", "counts_BV", "context"] as const;
  const told = (batch: Batch): Batch =>
    ({ ...withoutLabels(batch), context: batch.context }) as Batch;
  expect(await broken({ provides, batch: told })).toEqual([]);
  const mute = (batch: Batch): Batch => {
    const { context } = batch as Required<Batch>;
    return { ...told(batch), context: { ...context, turns_B: context.turns_B.map(() => 0) } };
  };
  expect(await broken({ provides, batch: mute })).toContain(law);
  const nobody = (batch: Batch): Batch => {
    const { context } = batch as Required<Batch>;
    return { ...told(batch), context: { ...context, own_N: context.own_N.map(() => 2) } };
  };
  expect(await broken({ provides, batch: nobody })).toEqual([law]);
});

test("a missing split that is served, or throws another code, is found", async () => {
  const empty: Epoch = { length: 0, at: () => tinyBatch() };
  expect(await broken({ missing: () => empty })).toEqual(["a split that is missing throws SPLIT"]);
});
