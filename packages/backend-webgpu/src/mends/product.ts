import { broadcastTo, matMul, type Tensor, tidy, util } from "@tensorflow/tfjs-core";
import { replaceKernel } from "./replace-kernel.ts";

type Inputs = { a: Tensor; b: Tensor };

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** BatchMatMul whose batch axes broadcast against each other, which the stock kernel refuses. */
export const mendProduct = (): void =>
  replaceKernel<Inputs, Attributes>("BatchMatMul", (stock) => (call) => {
    const { a, b } = call.inputs;
    const batch = batchOf(a, b);
    if (!batch) return stock(call);
    const { transposeA, transposeB } = call.attrs;
    const expand = (x: Tensor) => broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
    return tidy(() => matMul(expand(a), expand(b), transposeA, transposeB));
  });

/** The batch axes of the product where both operands must be repeated; undefined where not. */
const batchOf = (a: Tensor, b: Tensor): number[] | undefined => {
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const sizes = [batchA, batchB].map((shape) => util.sizeFromShape(shape));
  if (sizes.includes(1) || util.arraysEqual(batchA, batchB)) return undefined;
  const rank = Math.max(batchA.length, batchB.length);
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(batchA.at(axis - rank) ?? 1, batchB.at(axis - rank) ?? 1),
  );
};
