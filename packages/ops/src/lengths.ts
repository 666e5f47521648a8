import { mul, type Tensor2D, type Tensor3D, tensor2d, tensor3d } from "@tensorflow/tfjs-core";

/** Number of tokens of each row of a padded batch. */
export interface Lengths {
  readonly lengths_B: Int32Array;
}

/** The same sequences with zeros after each row's last token. */
export const zeroPadding = (x_TBE: Tensor3D, lengths_B: Int32Array): Tensor3D => {
  const [time, batch] = x_TBE.shape;
  if (lengths_B.every((length) => length === time)) return x_TBE;
  const isToken = (_: unknown, row: number) =>
    Math.floor(row / batch) < (lengths_B[row % batch] as number) ? 1 : 0;
  const mask = Float32Array.from({ length: time * batch }, isToken);
  return mul(x_TBE, tensor3d(mask, [time, batch, 1]));
};

/** 1 for the rows whose last token is at step t, `[B, 1]`; undefined when there is none. */
export const rowsEndingAt = (t: number, lengths_B: Int32Array): Tensor2D | undefined => {
  if (!lengths_B.includes(t + 1)) return undefined;
  const ending = Float32Array.from(lengths_B, (length) => (length === t + 1 ? 1 : 0));
  return tensor2d(ending, [lengths_B.length, 1]);
};
