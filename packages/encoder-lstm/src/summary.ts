import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Scope } from "@textvae/core";
import { affine, type LstmState, sideBySide } from "@textvae/layers";
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
  const map = affine(scope.child("summary"), width, hidden);
  return (top) =>
    map(sideBySide([...top.map(({ h_BH }) => h_BH), ...top.map(({ c_BH }) => c_BH)]) as Tensor2D);
};
