import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import {
  addN,
  concat,
  expandDims,
  fused,
  matMul,
  mul,
  slice,
  squeeze,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs-core";
import { consumeLogits } from "./cross-entropy.ts";
import type { WebgpuCall } from "./kernel.ts";

type Inputs = { h_NH: Tensor2D; kernel_HV: Tensor2D; bias_V: Tensor1D };

/** Rows whose logits fit into one binding of the device, and their targets. */
interface Block {
  readonly h_NH: Tensor2D;
  readonly targets: Int32Array;
  readonly first: number;
}

const blocksOf = (
  { device }: WebGPUBackend,
  { h_NH, bias_V }: Inputs,
  targets: Int32Array,
): Block[] => {
  const [rows, features] = h_NH.shape;
  const most = Math.floor(device.limits.maxStorageBufferBindingSize / (4 * bias_V.size));
  if (rows <= most) return [{ h_NH, targets, first: 0 }];
  return Array.from({ length: Math.ceil(rows / most) }, (_, block) => {
    const first = block * most;
    const some = targets.subarray(first, first + most);
    return { h_NH: slice(h_NH, [first, 0], [some.length, features]), targets: some, first };
  });
};

/** Loss and R = softmax − one-hot of a block. */
const forward = (
  backend: WebGPUBackend,
  { kernel_HV, bias_V }: Inputs,
  { h_NH, targets }: Block,
): [loss_N: Tensor, residual_NV: Tensor2D] => {
  const logits_NV = fused.matMul({ a: h_NH, b: kernel_HV, bias: bias_V }) as Tensor2D;
  return [consumeLogits(backend, logits_NV, targets), logits_NV];
};

/**
 * −log softmax(h·W + b)[target]. The residual is R where it fits into one binding; else it is
 * empty, and the gradients go through the rows in blocks once more.
 */
export const vocabularyCrossEntropy = ({
  inputs,
  attrs: { targets, residuals },
  backend,
}: WebgpuCall<Inputs, { targets: Int32Array; residuals: boolean }>): Tensor[] =>
  tidy(() => {
    const blocks = blocksOf(backend, inputs, targets);
    const [only] = blocks;
    if (blocks.length === 1 && only) {
      const [loss_N, residual_NV] = forward(backend, inputs, only);
      return residuals ? [loss_N, residual_NV] : [loss_N];
    }
    const losses = blocks.map((block) => tidy(() => forward(backend, inputs, block)[0]));
    return residuals ? [concat(losses), tensor1d([])] : [concat(losses)];
  });

type GradInputs = Inputs & { dy_N: Tensor1D; residual: Tensor };

/** One of the three gradients, which are sums or rows of those of the blocks. */
export const vocabularyCrossEntropyGrad = ({
  inputs,
  attrs: { targets, of },
  backend,
}: WebgpuCall<GradInputs, { targets: Int32Array; of: keyof Inputs }>): Tensor =>
  tidy(() => {
    const { dy_N, kernel_HV, residual } = inputs;
    const parts = blocksOf(backend, inputs, targets).map((block) =>
      tidy(() => {
        const { h_NH, first } = block;
        const rows = h_NH.shape[0];
        const residual_NV =
          residual.rank === 2 ? (residual as Tensor2D) : forward(backend, inputs, block)[1];
        const part_N = rows === dy_N.size ? dy_N : slice(dy_N, first, rows);
        const dy_N1 = expandDims(part_N, 1) as Tensor2D;
        switch (of) {
          case "h_NH":
            return mul(matMul(residual_NV, kernel_HV, false, true), dy_N1);
          case "kernel_HV":
            return matMul(mul(h_NH, dy_N1) as Tensor2D, residual_NV, true);
          case "bias_V":
            return squeeze(matMul(dy_N1, residual_NV, true), [0]);
        }
      }),
    );
    return of === "h_NH" ? concat(parts) : addN(parts);
  });
