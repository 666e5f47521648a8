import { type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core";
import { affine, type LstmState } from "@textvae/layers";

/** The first h and c of every layer: linear maps of z, or zeros for a decoder not told z so. */
export const buildInitialStates = (
  scope: Scope,
  { latent, hidden, layers }: { latent: number; hidden: number; layers: number },
): ((z_BZ: Tensor2D | undefined, rows: number) => LstmState[]) => {
  const indices = Array.from({ length: layers }, (_, index) => index);
  if (latent === 0) {
    return (_, rows) =>
      indices.map(() => ({ h_BH: zeros([rows, hidden]), c_BH: zeros([rows, hidden]) }));
  }
  const maps = indices.map((index) => ({
    h: affine(scope.child(`initial.${index}.h`), latent, hidden),
    c: affine(scope.child(`initial.${index}.c`), latent, hidden),
  }));
  return (z_BZ) =>
    maps.map(({ h, c }) => ({ h_BH: h(z_BZ as Tensor2D), c_BH: c(z_BZ as Tensor2D) }));
};
