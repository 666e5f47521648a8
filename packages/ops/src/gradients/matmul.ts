import { type GradConfig, matMul, reshape, type Tensor } from "@tensorflow/tfjs-core";
import { sizeOf } from "../sizes.ts";
import { unbroadcast } from "./rule.ts";

const rows = (x: Tensor): Tensor => reshape(x, [-1, x.shape.at(-1) as number]);

/**
 * The gradient of Y = op(A)·op(B), batch axes broadcast: dop(A) = dY·op(B)ᵀ, dop(B) = op(A)ᵀ·dY,
 * summed over the batch axes along which A or B was repeated.
 */
export const matmul: readonly GradConfig[] = [
  {
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved, { transposeA, transposeB }) => {
      const [a, b] = saved as [Tensor, Tensor];
      const y = dy as Tensor;
      const tA = transposeA === true;
      const tB = transposeB === true;
      const gradientOfB = (x: Tensor, dx: Tensor): Tensor =>
        tB ? matMul(dx, x, true, tA) : matMul(x, dx, !tA, false);
      // One B for all items: the sum over items is inside one product over all their rows.
      const shared = !tA && sizeOf(b.shape.slice(0, -2)) === 1;
      return {
        a: () => unbroadcast(tA ? matMul(b, y, tB, true) : matMul(y, b, false, !tB), a.shape),
        b: () =>
          shared
            ? reshape(gradientOfB(rows(a), rows(y)), b.shape)
            : unbroadcast(gradientOfB(a, y), b.shape),
      };
    },
  },
];
