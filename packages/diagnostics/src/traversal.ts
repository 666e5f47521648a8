import { checkCodes, type Model, TextvaeError } from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";

export interface TraversalOptions {
  /** The coordinate that moves. */
  readonly dimension: number;
  /** The values it takes. */
  readonly values: readonly number[];
}

/**
 * Codes that differ from one in a single coordinate, to be decoded one after the other. On the
 * sphere the others shrink together, so that each is a point of it; values then lie in [−1, 1]. Those
 * of binary codes and of one-hot blocks lie in [0, 1].
 *
 * @throws `SHAPE` for a code that is no list of numbers, `OPTION` for a coordinate that the code has not, or a value outside of
 * where the codes lie.
 *
 * @example
 * const codes = latentTraversal(model, code, { dimension: 3, values: [-2, -1, 0, 1, 2] });
 */
export const latentTraversal = (
  model: Model,
  from: readonly number[],
  options: TraversalOptions,
): number[][] => {
  const { parts } = namedOptions("latentTraversal, model", model);
  const { dimension, values } = namedOptions("latentTraversal, options", options);
  check(Array.isArray(values), "values", "a list of numbers", values);
  const [code] = checkCodes("latentTraversal", from) as [number[]];
  const { support } = parts?.prior ?? {};
  const sphere = support === "sphere";
  const bits = support === "binary" || support === "simplex";
  check(dimension in code, "dimension", `a whole number from 0 to ${code.length - 1}`, dimension);
  for (const value of values) {
    check(Number.isFinite(value), "values", "finite numbers", value);
    check(!bits || (value >= 0 && value <= 1), "values", "numbers from 0 to 1", value);
    check(!sphere || Math.abs(value) <= 1, "values", "numbers from −1 to 1 on the sphere", value);
  }
  return values.map((value) => {
    const rest = code.reduce((sum, x, i) => (i === dimension ? sum : sum + x * x), 0);
    const scale = sphere && rest > 0 ? Math.sqrt((1 - value * value) / rest) : 1;
    return code.map((x, i) => (i === dimension ? value : x * scale));
  });
};

const check = (holds: boolean, option: string, expected: string, got: unknown): void => {
  if (!holds)
    throw new TextvaeError("OPTION", `latentTraversal.${option}`, { expected, got: String(got) });
};
