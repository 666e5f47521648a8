import { concat, type Tensor1D, type Tensor2D, type Tensor3D, zeros } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core/plugin";
import { type LstmInputs, lstm } from "@textvae/ops";
import { uniformInitializer } from "./initializers.ts";

/** The hidden state h and the cell state c of one layer (and direction). */
export interface LstmState {
  readonly h_BH: Tensor2D;
  readonly c_BH: Tensor2D;
}

export interface StackedLstmInputs {
  readonly x_TBE: Tensor3D;
  /** T, where every step reads the same input: then x is `[1, B, E]`, or `[1, 1, E]` for all rows. */
  readonly steps?: number | undefined;
  /** Steps of each row; what lies beyond them is not read. */
  readonly lengths_B: Int32Array;
  /** First states, one per layer and direction, in the order of the last ones. Default: zeros. */
  readonly states?: readonly LstmState[];
  /** Applied to what one layer hands to the next, e.g. dropout. */
  readonly between?: (h_TBH: Tensor3D) => Tensor3D;
}

export interface StackedLstmOutputs {
  /** The top layer's outputs, zeros beyond each row's length; forward and backward side by side. */
  readonly h_TBH: Tensor3D;
  /** The last states: layer 0 forward, layer 0 backward (when bidirectional), layer 1 forward, … */
  readonly states: readonly LstmState[];
}

export interface StackedLstmOptions {
  /** E, the width of the input. */
  readonly input: number;
  /** H, the width of a state. */
  readonly hidden: number;
  readonly layers: number;
  readonly bidirectional?: boolean;
}

/**
 * Layers of long short-term memory, each reading the outputs of the one below:
 * i, f, o = σ(·), g = tanh(·) of xW + hR + b; c′ = f⊙c + i⊙g; h′ = o⊙tanh(c′).
 *
 * Variables `lstm.<layer>.kernel` `[E, 4H]`, `lstm.<layer>.recurrent` `[H, 4H]` and
 * `lstm.<layer>.bias` `[4H]` (`lstm.<layer>.backward.kernel` … for the backward direction), gates
 * in the order i, f, g, o, all drawn from the uniform distribution on ±1/√H. There is one bias,
 * where PyTorch has two that are only ever added.
 *
 * Source: "Long Short-Term Memory", Hochreiter and Schmidhuber, 1997,
 * https://doi.org/10.1162/neco.1997.9.8.1735
 *
 * @example
 * const run = stackedLstm(scope, { input: 100, hidden: 400, layers: 1 });
 * const { h_TBH, states } = run({ x_TBE, lengths_B });
 */
export const stackedLstm = (
  scope: Scope,
  { input, hidden, layers, bidirectional = false }: StackedLstmOptions,
): ((inputs: StackedLstmInputs) => StackedLstmOutputs) => {
  const directions = bidirectional ? 2 : 1;
  const stack = Array.from({ length: layers }, (_, index) => {
    const layer = scope.child(`lstm.${index}`);
    const width = index === 0 ? input : hidden * directions;
    const forward = direction(layer, width, hidden, false);
    return bidirectional
      ? [forward, direction(layer.child("backward"), width, hidden, true)]
      : [forward];
  });

  return ({ x_TBE, steps, lengths_B, states, between = (h_TBH) => h_TBH }) => {
    const last: LstmState[] = [];
    let h_TBH = x_TBE;
    stack.forEach((layer, index) => {
      const input_TBE = index === 0 ? h_TBH : between(h_TBH);
      const outputs = layer.map((run) => {
        const given = { x_TBE: input_TBE, ...(index === 0 && steps !== undefined && { steps }) };
        const output = run(given, lengths_B, states?.[last.length]);
        last.push(output.state);
        return output.h_TBH;
      });
      h_TBH = outputs.length === 1 ? (outputs[0] as Tensor3D) : concat(outputs, 2);
    });
    return { h_TBH, states: last };
  };
};

type Direction = (
  given: Pick<LstmInputs, "x_TBE" | "steps">,
  lengths_B: Int32Array,
  state?: LstmState,
) => { readonly h_TBH: Tensor3D; readonly state: LstmState };

const direction = (scope: Scope, input: number, hidden: number, reverse: boolean): Direction => {
  const initializer = uniformInitializer(1 / Math.sqrt(hidden));
  const parameter = (name: string, shape: readonly number[]) =>
    scope.variable(name, shape, initializer);
  const kernel_EG = parameter("kernel", [input, 4 * hidden]) as Tensor2D;
  const recurrent_HG = parameter("recurrent", [hidden, 4 * hidden]) as Tensor2D;
  const bias_G = parameter("bias", [4 * hidden]) as Tensor1D;

  return (given, lengths_B, state) => {
    const start = (): Tensor2D => zeros([lengths_B.length, hidden]);
    const { h_TBH, h_BH, c_BH } = lstm({
      ...given,
      kernel_EG,
      recurrent_HG,
      bias_G,
      h0_BH: state?.h_BH ?? start(),
      c0_BH: state?.c_BH ?? start(),
      lengths_B,
      reverse,
    });
    return { h_TBH, state: { h_BH, c_BH } };
  };
};
