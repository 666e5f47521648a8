import {
  type Batch,
  type ContextBatch,
  createRng,
  type Dataset,
  type Epoch,
  type Split,
  type TextBatch,
} from "@textvae/core";
import { holds, type Law, law } from "../law.ts";
import { batchLaws } from "./batch.ts";

export interface DatasetSubject {
  readonly dataset: Dataset;
  /** Items per batch; the laws are sharpest when it does not divide the sizes. Default 7. */
  readonly batchSize?: number;
  /** How many items went into each split, counted by whoever wrote them. */
  readonly items?: Partial<Record<Split, number>>;
}

/** The laws of a dataset, for each of its splits. They need no backend. */
export const datasetLaws = ({ dataset, batchSize = 7, items: counted }: DatasetSubject): Law[] => [
  ...batchLaws(dataset, batchSize),
  ...dataset.splits.flatMap((split) => splitLaws(dataset, split, batchSize)),
  ...(counted
    ? [
        law("every item that went in is there", () => {
          for (const split of dataset.splits) {
            const [found, given] = [dataset.size(split), counted[split] ?? 0];
            holds(found === given, `size("${split}"): ${given} items went in; got ${found}`);
          }
        }),
      ]
    : []),
  law("a split that is missing throws SPLIT", () => {
    const missing = (["train", "valid", "test", "none"] as Split[]).find(
      (split) => !dataset.splits.includes(split),
    ) as Split;
    throwsSplit(() => dataset.size(missing), `size("${missing}")`);
    throwsSplit(() => dataset.epoch(missing, { batchSize }), `epoch("${missing}")`);
  }),
];

const splitLaws = (dataset: Dataset, split: Split, batchSize: number): Law[] => {
  const pass = (seed?: number, size = batchSize): Epoch =>
    dataset.epoch(split, {
      batchSize: size,
      ...(seed === undefined ? {} : { rng: createRng(seed) }),
    });
  const sorted = (epoch: Epoch): string => items(epoch).sort().join("\n");

  return [
    law(`every item comes once per epoch (${split})`, () => {
      const expected = dataset.size(split);
      for (const epoch of [pass(), pass(1), pass(undefined, 1)]) {
        const found = items(epoch).length;
        holds(found === expected, `size("${split}") is ${expected}; an epoch has ${found} items`);
      }
      const one = sorted(pass(undefined, 1));
      holds(sorted(pass()) === one, "the items depend on the batch size");
      holds(sorted(pass(1)) === one, "shuffling changes the items");
    }),
    law(`no batch is larger than asked for, or empty (${split})`, () => {
      for (const { size } of batches(pass(1))) {
        holds(size > 0 && size <= batchSize, `batch of ${size}; expected 1 to ${batchSize}`);
      }
    }),
    law(`the order depends on the stream alone (${split})`, () => {
      const order = (seed?: number) => items(pass(seed)).join("\n");
      for (const seed of [undefined, 1]) {
        const [first, again] = [order(seed), order(seed)];
        holds(first === again, `two epochs of one order differ (seed ${seed ?? "none"})`);
      }
      const distinct = new Set(items(pass())).size;
      holds(distinct < 10 || order(1) !== order(2), "the stream does not change the order");
    }),
    law(`batches are random access (${split})`, () => {
      const epoch = pass(1);
      const backwards = Array.from({ length: epoch.length }, (_, i) =>
        items({ length: 1, at: () => epoch.at(epoch.length - 1 - i) }),
      );
      holds(
        backwards.reverse().flat().join("\n") === items(pass(1)).join("\n"),
        "a batch depends on which were read before",
      );
    }),
  ];
};

const batches = (epoch: Epoch): Batch[] =>
  Array.from({ length: epoch.length }, (_, i) => epoch.at(i));

/** Each item of an epoch as a string of all its fields, without padding. */
const items = (epoch: Epoch): string[] => batches(epoch).flatMap(rowsOf);

const rowsOf = (batch: Batch): string[] => {
  const { size, text, counts_BV, tfidf_BV, labels_B, weights_B, context, fields = {} } = batch;
  const said = context && contextsOf(context);
  return Array.from({ length: size }, (_, b) => {
    const rowOf = (values: Float32Array | Int32Array | undefined) => {
      const width = (values?.length ?? 0) / size;
      return values?.subarray(b * width, (b + 1) * width).join(" ");
    };
    const arrays = [counts_BV, tfidf_BV, weights_B, ...Object.values(fields)].map(rowOf);
    return [text && tokensOf(text, b), ...arrays, labels_B?.[b], said?.[b]].join("|");
  });
};

const tokensOf = ({ tokens_BT, lengths_B, time }: TextBatch, row: number): string =>
  tokens_BT.subarray(row * time, row * time + (lengths_B[row] as number)).join(" ");

/** What was said before each item, with who said it. */
const contextsOf = ({ utterances, own_N, turns_B }: ContextBatch): string[] => {
  let next = 0;
  return Array.from(turns_B, (turns) =>
    Array.from({ length: turns }, () => {
      const row = next++;
      return `${own_N[row]}: ${tokensOf(utterances, row)}`;
    }).join("/"),
  );
};

const throwsSplit = (call: () => unknown, what: string): void => {
  let code: unknown;
  try {
    call();
  } catch (error) {
    code = (error as { code?: unknown }).code;
  }
  holds(code === "SPLIT", `${what}: expected an error of code SPLIT; got ${code ?? "no error"}`);
};
