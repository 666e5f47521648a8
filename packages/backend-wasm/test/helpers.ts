import type { Tensor } from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { isSupported, VARIANTS, type Variant } from "../src/kernels/variant.ts";

/** The variants that run on this machine; plain always does. */
export const supported: readonly Variant[] = VARIANTS.filter(isSupported);

/** The bits of a tensor's numbers; disposes it. */
export const bits = async (x: Tensor): Promise<Uint32Array> => {
  const values = (await x.data()) as Float32Array;
  x.dispose();
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
};

/** Numbers in [−1, 1). */
export const uniform = (seed: number, rows: number, columns: number): Float32Array =>
  Float32Array.from(createRng(seed).uniforms(rows * columns), (u) => 2 * u - 1);
