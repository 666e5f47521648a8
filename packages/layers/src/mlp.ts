import { relu, type Tensor2D, tanh } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core/plugin";
import { linearHead } from "./linear-head.ts";

export type Activation = "relu" | "tanh";

const ACTIVATIONS: Readonly<Record<Activation, (x: Tensor2D) => Tensor2D>> = { relu, tanh };

export interface MlpOptions {
  /** Width of the input. */
  readonly input: number;
  /** Widths of the layers; none: the input as it is. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
}

/**
 * A multilayer perceptron: x ← drop(f(xW + b)) for each layer, `[B, I]` to `[B, H]` with H the
 * last width. Parameters `0.kernel`, `0.bias`, `1.kernel`, … under `scope`.
 *
 * @example
 * const run = mlp(scope, { input: 2000, hidden: [400], activation: "tanh" });
 */
export const mlp = (
  scope: Scope,
  { input, hidden, activation }: MlpOptions,
): ((x_BI: Tensor2D, drop?: (h_BH: Tensor2D) => Tensor2D) => Tensor2D) => {
  const layers = hidden.map((width, index) =>
    linearHead(scope.child(String(index)), hidden[index - 1] ?? input, width),
  );
  const activate = ACTIVATIONS[activation];
  return (x_BI, drop = (h_BH) => h_BH) =>
    layers.reduce((x, layer) => drop(activate(layer(x))), x_BI);
};
