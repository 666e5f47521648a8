import { affine, matmul } from "./matmul.ts";

export interface LstmReferenceInputs {
  /** `[T, B, E]` */
  readonly x: Float64Array;
  /** `[E, 4H]`, gates i, f, g, o */
  readonly kernel: Float64Array;
  /** `[H, 4H]` */
  readonly recurrent: Float64Array;
  /** `[4H]` */
  readonly bias: Float64Array;
  /** `[B, H]` */
  readonly h0: Float64Array;
  /** `[B, H]` */
  readonly c0: Float64Array;
}

export interface LstmReferenceOutputs {
  /** `[T, B, H]`, zero in the padding */
  readonly sequence: Float64Array;
  /** `[B, H]` */
  readonly h: Float64Array;
  /** `[B, H]` */
  readonly c: Float64Array;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** One row, one step: new hidden state and cell. */
const step = (sums: Float64Array, c: Float64Array): [h: Float64Array, c: Float64Array] => {
  const features = c.length;
  const gate = (k: number, j: number) => sums[k * features + j] as number;
  const next = c.map(
    (cell, j) => sigmoid(gate(1, j)) * cell + sigmoid(gate(0, j)) * Math.tanh(gate(2, j)),
  );
  return [next.map((cell, j) => sigmoid(gate(3, j)) * Math.tanh(cell)), next];
};

/** The LSTM row by row and token by token, in double precision. */
export const lstm = (
  { x, kernel, recurrent, bias, h0, c0 }: LstmReferenceInputs,
  lengths: Int32Array,
  reverse = false,
): LstmReferenceOutputs => {
  const batch = lengths.length;
  const features = bias.length / 4;
  const embedding = kernel.length / bias.length;
  const time = x.length / (batch * embedding);
  const sequence = new Float64Array(time * batch * features);
  const [hs, cs] = [h0.slice(), c0.slice()];

  lengths.forEach((length, b) => {
    const state = b * features;
    let h: Float64Array = h0.slice(state, state + features);
    let c: Float64Array = c0.slice(state, state + features);
    for (let s = 0; s < length; s++) {
      const row = (reverse ? length - 1 - s : s) * batch + b;
      const token = x.subarray(row * embedding, (row + 1) * embedding);
      const fromInput = affine(token, kernel, bias, 1);
      const fromState = matmul(h, recurrent, 1, features, 4 * features);
      [h, c] = step(
        fromInput.map((sum, j) => sum + (fromState[j] as number)),
        c,
      );
      sequence.set(h, row * features);
    }
    hs.set(h, state);
    cs.set(c, state);
  });
  return { sequence, h: hs, c: cs };
};
