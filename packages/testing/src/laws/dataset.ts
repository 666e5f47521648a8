import { type Batch, createRng, type Dataset, type Epoch, type Split } from "@textvae/core";
import { holds, type Law, law } from "../law.ts";
import { batchLaws } from "./batch.ts";

export interface DatasetSubject {
  readonly dataset: Dataset;
  /** Items per batch; the laws are sharpest when it does not divide the sizes. Default 7. */
  readonly batchSize?: number;
}

/** The laws of a dataset, for each of its splits. They need no backend. */
export const datasetLaws = ({ dataset, batchSize = 7 }: DatasetSubject): Law[] => [
  ...batchLaws(dataset, batchSize),
  ...dataset.splits.flatMap((split) => splitLaws(dataset, split, batchSize)),
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

const rowsOf = ({ size, text, counts_BV, tfidf_BV, labels_B }: Batch): string[] =>
  Array.from({ length: size }, (_, b) => {
    const start = b * (text?.time ?? 0);
    const tokens = text?.tokens_BT.subarray(start, start + (text.lengths_B[b] as number));
    const rowOf = (values: Float32Array | undefined) => {
      const width = (values?.length ?? 0) / size;
      return values?.subarray(b * width, (b + 1) * width).join(" ");
    };
    return [tokens?.join(" "), rowOf(counts_BV), rowOf(tfidf_BV), labels_B?.[b]].join("|");
  });

const throwsSplit = (call: () => unknown, what: string): void => {
  let code: unknown;
  try {
    call();
  } catch (error) {
    code = (error as { code?: unknown }).code;
  }
  holds(code === "SPLIT", `${what}: expected an error of code SPLIT; got ${code ?? "no error"}`);
};
