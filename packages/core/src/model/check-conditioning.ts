import type { Tensor2D } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Sizes } from "../contracts/component.ts";

/** Throws `SHAPE` unless z and c are there exactly when the model has them, a row per item. */
export const checkConditioning = (
  where: string,
  { latent, condition }: Sizes,
  rows: number,
  z_BZ: Tensor2D | undefined,
  c_BC: Tensor2D | undefined,
): void => {
  checkRows(`${where}, codes z`, z_BZ, rows, latent);
  checkRows(`${where}, condition c`, c_BC, rows, condition);
};

const checkRows = (
  where: string,
  given: Tensor2D | undefined,
  rows: number,
  width: number,
): void => {
  const expected = width > 0 ? `shape [${rows}, ${width}]` : "none";
  const got = given ? `shape [${given.shape.join(", ")}]` : "none";
  if (got !== expected) throw new TextvaeError("SHAPE", where, { expected, got });
};
