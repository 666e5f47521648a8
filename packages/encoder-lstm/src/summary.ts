import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { type LstmState, type Scope, sideBySide, uniformInitializer } from "@textvae/core";
import { linear } from "@textvae/ops";
import type { LstmEncoderOptions } from "./options.ts";

/** Width of the features: that of the states side by side, or H when they are mapped to it. */
export const summaryWidth = ({ hidden, bidirectional, summary }: LstmEncoderOptions): number =>
  summary === "hidden" && bidirectional ? 2 * hidden : hidden;

/** The features `[B, H]` of the top layer's last states (one per direction). */
export const buildSummary = (
  scope: Scope,
  { hidden, bidirectional, summary }: LstmEncoderOptions,
): ((top: readonly LstmState[]) => Tensor2D) => {
  if (summary === "hidden") return (top) => sideBySide(top.map(({ h_BH }) => h_BH)) as Tensor2D;

  const width = 2 * hidden * (bidirectional ? 2 : 1);
  const initializer = uniformInitializer(1 / Math.sqrt(width));
  const kernel = scope.variable("summary.kernel", [width, hidden], initializer) as Tensor2D;
  const bias = scope.variable("summary.bias", [hidden], initializer) as Tensor1D;
  return (top) =>
    linear(
      sideBySide([...top.map(({ h_BH }) => h_BH), ...top.map(({ c_BH }) => c_BH)]) as Tensor2D,
      kernel,
      bias,
    );
};
