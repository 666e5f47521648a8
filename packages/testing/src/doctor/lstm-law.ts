import { tensor1d, tensor2d, tensor3d, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { lstm } from "@textvae/ops";

const [B, T, E, H] = [3, 5, 4, 6];
const [G, lengths] = [4 * H, [5, 2, 4]];

/**
 * The largest difference between the LSTM of the running backend and the same in double
 * precision, over all outputs of a small random case with rows of unequal length.
 */
export const lstmError = async (): Promise<number> => {
  const rng = createRng(7);
  const draw = (n: number) => rng.normals(n).map((value) => value * 0.5);
  const [x, kernel, recurrent, bias] = [draw(T * B * E), draw(E * G), draw(H * G), draw(G)];
  const expected = reference({ x, kernel, recurrent, bias });

  const f32 = (values: Float64Array) => Float32Array.from(values);
  const h_TBH = tidy(
    () =>
      lstm({
        x_TBE: tensor3d(f32(x), [T, B, E]),
        kernel_EG: tensor2d(f32(kernel), [E, G]),
        recurrent_HG: tensor2d(f32(recurrent), [H, G]),
        bias_G: tensor1d(f32(bias)),
        h0_BH: tensor2d(new Float32Array(B * H), [B, H]),
        c0_BH: tensor2d(new Float32Array(B * H), [B, H]),
        lengths_B: Int32Array.from(lengths),
      }).h_TBH,
  );
  const actual = (await h_TBH.data()) as Float32Array;
  h_TBH.dispose();
  return expected.reduce((worst, value, i) => {
    const error = Math.abs(value - (actual[i] as number));
    return Number.isNaN(error) ? Infinity : Math.max(worst, error);
  }, 0);
};

interface Weights {
  readonly x: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
}

/** h of every step, `[T, B, H]` row-major; zero past the end of a row. */
const reference = ({ x, kernel, recurrent, bias }: Weights): Float64Array => {
  const out = new Float64Array(T * B * H);
  for (let b = 0; b < B; b++) {
    let h = new Float64Array(H);
    const c = new Float64Array(H);
    for (let t = 0; t < (lengths[b] as number); t++) {
      const word = x.subarray((t * B + b) * E, (t * B + b + 1) * E);
      const gates = bias.map((value, g) => value + along(word, kernel, g) + along(h, recurrent, g));
      h = h.map((_, j) => {
        const gate = (k: number) => gates[k * H + j] as number;
        c[j] = sigmoid(gate(1)) * (c[j] as number) + sigmoid(gate(0)) * Math.tanh(gate(2));
        return sigmoid(gate(3)) * Math.tanh(c[j] as number);
      });
      out.set(h, (t * B + b) * H);
    }
  }
  return out;
};

const along = (row: Float64Array, matrix: Float64Array, column: number): number =>
  row.reduce((sum, value, i) => sum + value * (matrix[i * G + column] as number), 0);

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
