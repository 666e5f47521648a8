import {
  concat,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { lstm } from "@textvae/ops";
import { referenceArray } from "../../reference/array.ts";
import { lstm as lstmReference } from "../../reference/index.ts";
import type { Agreement } from "./agreement.ts";

interface LstmSizes {
  readonly time: number;
  readonly embedding: number;
  readonly features: number;
  readonly lengths: readonly number[];
}

const LSTM: readonly LstmSizes[] = [
  { time: 1, embedding: 1, features: 1, lengths: [1] },
  { time: 4, embedding: 3, features: 2, lengths: [4, 1, 3] },
  { time: 3, embedding: 49, features: 12, lengths: [2, 3] },
  { time: 2, embedding: 5, features: 49, lengths: [2, 1, 2, 2] },
];

/** Steps and rows of the input: every step its own, or one for all steps, or one row for all. */
interface Reading {
  readonly name: string;
  readonly shape: (time: number, batch: number) => readonly [steps: number, rows: number];
}

const READINGS: readonly Reading[] = [
  { name: "", shape: (time, batch) => [time, batch] },
  { name: ", one input for all steps", shape: (_, batch) => [1, batch] },
  { name: ", one input for all steps and rows", shape: () => [1, 1] },
];

const ofSizes = (
  { time, embedding, features, lengths }: LstmSizes,
  reading: Reading,
  reverse: boolean,
): Agreement => {
  const batch = lengths.length;
  const state = [batch, features];
  const lengths_B = Int32Array.from(lengths);
  const [steps, rows] = reading.shape(time, batch);
  const once = reading.name !== "";
  return {
    name: `lstm [${time}, ${batch}, ${embedding}] with ${features} features, lengths ${lengths}${reading.name}${reverse ? ", reverse" : ""}`,
    inputs: [
      [steps, rows, embedding],
      [embedding, 4 * features],
      [features, 4 * features],
      [4 * features],
      state,
      state,
    ],
    compute: (x, kernel, recurrent, bias, h0, c0) => {
      const { h_TBH, h_BH, c_BH } = lstm({
        x_TBE: x as Tensor3D,
        kernel_EG: kernel as Tensor2D,
        recurrent_HG: recurrent as Tensor2D,
        bias_G: bias as Tensor1D,
        h0_BH: h0 as Tensor2D,
        c0_BH: c0 as Tensor2D,
        lengths_B,
        reverse,
        ...(once && { steps: time }),
      });
      return concat([h_TBH, h_BH, c_BH].map((h) => reshape(h, [-1])));
    },
    define: (...all) => {
      const [x, kernel, recurrent, bias, h0, c0] = all.map((y) => y.values) as Float64Array[];
      const everyStep = Float64Array.from(
        { length: time * batch * embedding },
        (_, i) => x?.[i % (steps * rows * embedding)] as number,
      );
      const { sequence, h, c } = lstmReference(
        { x: everyStep, kernel, recurrent, bias, h0, c0 } as Parameters<typeof lstmReference>[0],
        lengths_B,
        reverse,
      );
      const joined = Float64Array.from([...sequence, ...h, ...c]);
      return referenceArray([joined.length], joined);
    },
  };
};

/** All three outputs of the LSTM as one vector. */
export const recurrences = (): Agreement[] =>
  LSTM.flatMap((sizes) =>
    READINGS.flatMap((reading) => [false, true].map((reverse) => ofSizes(sizes, reading, reverse))),
  );
