import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core/plugin";
import { linear } from "@textvae/ops";
import { fanInInitializer, zerosInitializer } from "./initializers.ts";

/** A linear head h ↦ hW + b from `inputs` to `outputs` dimensions, under `scope`. */
export const linearHead = (
  scope: Scope,
  inputs: number,
  outputs: number,
): ((h_BH: Tensor2D) => Tensor2D) => {
  const kernel = scope.variable("kernel", [inputs, outputs], fanInInitializer) as Tensor2D;
  const bias = scope.variable("bias", [outputs], zerosInitializer) as Tensor1D;
  return (h_BH) => linear(h_BH, kernel, bias);
};
