import { mul, type Tensor3D, tensor3d } from "@tensorflow/tfjs-core";

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
