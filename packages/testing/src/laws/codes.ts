import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import type { BatchField, BuiltDecoder, Scope } from "@textvae/core";

/** A decoder in a tiny model, as the laws of decoders see it. */
export interface DecoderOf {
  /** Z; 0 without a code. */
  readonly latent: number;
  /** C; 0 without a condition. */
  readonly condition: number;
  readonly reads: readonly BatchField[];
  readonly build: (scope: Scope) => BuiltDecoder;
}

/** The condition of a tiny model, a row per item. */
export const given = (rows: number, condition: number, alike = false): { c_BC?: Tensor2D } => {
  const c_BC = codes(rows, condition, alike);
  return c_BC ? { c_BC } : {};
};

/** Codes of as many rows, different in each row unless `alike`; undefined without a code. */
export const codes = (rows: number, latent: number, alike = false): Tensor2D | undefined =>
  latent === 0
    ? undefined
    : tensor2d(
        Array.from({ length: rows * latent }, (_, i) =>
          Math.sin(1 + 2.3 * (alike ? i % latent : i)),
        ),
        [rows, latent],
      );
