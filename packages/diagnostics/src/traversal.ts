import type { Model } from "@textvae/core";

export interface TraversalOptions {
  /** The coordinate that moves. */
  readonly dimension: number;
  /** The values it takes. */
  readonly values: readonly number[];
}

/**
 * Codes that differ from one in a single coordinate, to be decoded one after the other. On the
 * sphere the others shrink together, so that each is a point of it; values then lie in [−1, 1].
 *
 * @example
 * const codes = latentTraversal(model, code, { dimension: 3, values: [-2, -1, 0, 1, 2] });
 */
export const latentTraversal = (
  { parts }: Model,
  code: readonly number[],
  { dimension, values }: TraversalOptions,
): number[][] =>
  values.map((value) => {
    const rest = code.reduce((sum, x, i) => (i === dimension ? sum : sum + x * x), 0);
    const scale =
      parts.prior?.support === "sphere" && rest > 0
        ? Math.sqrt(Math.max(0, 1 - value * value) / rest)
        : 1;
    return code.map((x, i) => (i === dimension ? value : x * scale));
  });
