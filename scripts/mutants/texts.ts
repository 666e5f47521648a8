import {
  abs,
  add,
  mul,
  neg,
  pad,
  reshape,
  slice,
  sqrt,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import { bowCondition } from "@textvae/condition-bow";
import type { Batch, BuiltDecoder, Condition, Dataset, Decoder, Encoder } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { bowDecoder } from "@textvae/decoder-bow";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { conditionLaws, datasetLaws, decoderLaws, encoderLaws } from "@textvae/testing/laws";
import { type Mutant, mutantsOf } from "./mutant.ts";

type Read = ReturnType<Encoder["build"]>;
type ReadChange = (h_BH: Tensor2D, batch: Batch) => Tensor;

/** A reader whose vectors are changed. */
const reading =
  (build: Encoder["build"]) =>
  (change: ReadChange): Encoder["build"] =>
  (scope, sizes) => {
    const read: Read = build(scope, sizes);
    return (batch, context) => tidy(() => change(read(batch, context), batch) as Tensor2D);
  };

const readerFaults = [
  [
    "wrong shape",
    "a column too many",
    (h: Tensor2D) =>
      pad(h, [
        [0, 0],
        [0, 1],
      ]),
  ],
  ["wrong shape", "a row of all items", (h: Tensor2D) => sum(h, 0, true)],
  ["dropped term", "items that it can't tell apart", (h: Tensor2D) => mul(h, 0)],
  ["wrong row", "a row that knows the others", (h: Tensor2D) => add(h, slice(h, [0, 0], [1, -1]))],
  [
    "wrong normaliser",
    "a mean over padding",
    (h: Tensor2D, { text }: Batch) => mul(h, 1 / (text?.time ?? 1)),
  ],
  ["wrong sign", "the root of a number below zero", (h: Tensor2D) => sqrt(sub(-1, abs(h)))],
] as const;

const encoder: Encoder = lstmEncoder({ hidden: 4, embedding: 3 });
const condition: Condition = bowCondition({ size: 4, embedding: 3 });

type DecoderChange = (built: BuiltDecoder) => Partial<BuiltDecoder>;

const changedDecoder = (decoder: Decoder) => (change: DecoderChange) =>
  decoderLaws({
    decoder: {
      ...decoder,
      build: (scope, sizes) => {
        const built = decoder.build(scope, sizes);
        return { ...built, ...change(built) };
      },
    },
  });

const score =
  (change: (logProb_B: Tensor1D, batch: Batch) => Tensor): DecoderChange =>
  ({ logProb }) => ({
    logProb: (batch, z, context) =>
      tidy(() => change(logProb(batch, z, context), batch) as Tensor1D),
  });

const decoderMutants = (name: string, decoder: Decoder): Mutant[] =>
  mutantsOf<DecoderChange>(`decoder, ${name}`, changedDecoder(decoder))(
    () => ({}),
    [
      ["wrong shape", "log p(x|z) as a column", score((x) => reshape(x, [-1, 1]))],
      ["wrong sign", "−log p(x|z)", score((x) => neg(x))],
      ["wrong normaliser", "log p(x|z) − 0.3", score((x) => add(x, -0.3))],
      ["wrong normaliser", "nats per item of the batch", score((x) => mul(x, 1 / x.size))],
      [
        "dropped term",
        "a code that is not read",
        ({ logProb }) => ({
          logProb: (batch, z, context) =>
            tidy(() => logProb(batch, z && (mul(z, 0) as Tensor2D), context)),
        }),
      ],
      [
        "biased sampler",
        "greedy words where samples are asked for",
        ({ generate }) => ({
          generate: (z, options) =>
            (generate as NonNullable<typeof generate>)(z, {
              ...options,
              strategy: { kind: "greedy" },
            }),
        }),
      ],
      [
        "biased sampler",
        "samples from a stream of its own",
        ({ generate }) => {
          let calls = 0;
          return {
            generate: (z, options) =>
              (generate as NonNullable<typeof generate>)(z, {
                ...options,
                rng: options.rng.stream(`${calls++}`),
              }),
          };
        },
      ],
    ],
  );

const lines = Array.from(
  { length: 23 },
  (_, i) => ["a", "b b", "c a b", "d"].slice(0, 1 + (i % 4)).join(" ") + " e".repeat(i % 5),
);
const dataset: Dataset = text({ splits: { train: lines.join("\n") } });

type DatasetChange = (given: Dataset) => Partial<Dataset>;

const batches =
  (change: (batch: Batch) => Batch): DatasetChange =>
  ({ epoch }) => ({
    epoch: (split, options) => {
      const made = epoch(split, options);
      return { length: made.length, at: (i) => change(made.at(i)) };
    },
  });

const datasetMutants = mutantsOf<DatasetChange>("dataset, text", (change) =>
  datasetLaws({ dataset: { ...dataset, ...change(dataset) }, items: { train: lines.length } }),
)(
  () => ({}),
  [
    [
      "wrong shape",
      "lengths without a row",
      batches((batch) => ({
        ...batch,
        text: { ...batch.text, lengths_B: batch.text?.lengths_B.slice(1) } as never,
      })),
    ],
    [
      "wrong normaliser",
      "sentences without their end",
      batches((batch) => ({
        ...batch,
        text: { ...batch.text, lengths_B: batch.text?.lengths_B.map((n) => n - 1) } as never,
      })),
    ],
    [
      "dropped term",
      "the last batch",
      ({ epoch }) => ({
        epoch: (split, options) => {
          const made = epoch(split, options);
          return { length: made.length - 1, at: (i) => made.at(i) };
        },
      }),
    ],
    [
      "dropped term",
      "an item, in its size too",
      ({ epoch, size }) => ({
        size: (split) => size(split) - 1,
        epoch: (split, { batchSize, rng }) => {
          const one = epoch(split, { batchSize: 1 });
          const order =
            rng?.permutation(one.length - 1) ??
            Int32Array.from({ length: one.length - 1 }, (_, i) => i);
          void batchSize;
          return { length: one.length - 1, at: (i) => one.at(order[i] as number) };
        },
      }),
    ],
    [
      "biased sampler",
      "an order that no stream changes",
      ({ epoch }) => ({
        epoch: (split, { batchSize }) => epoch(split, { batchSize }),
      }),
    ],
    [
      "wrong sign",
      "ids below zero",
      batches((batch) => ({
        ...batch,
        text: { ...batch.text, tokens_BT: batch.text?.tokens_BT.map((id) => -id) } as never,
      })),
    ],
  ],
);

export const texts: readonly Mutant[] = [
  ...mutantsOf<ReadChange>("encoder, lstm", (change) =>
    encoderLaws({ encoder: { ...encoder, build: reading(encoder.build)(change) } }),
  )((h) => h.clone(), readerFaults),
  ...mutantsOf<ReadChange>("condition, bow", (change) =>
    conditionLaws({ condition: { ...condition, build: reading(condition.build)(change) } }),
  )((h) => h.clone(), readerFaults),
  ...decoderMutants("lstm", lstmDecoder({ hidden: 5, embedding: 4 })),
  ...decoderMutants("bow", bowDecoder()),
  ...datasetMutants,
];
