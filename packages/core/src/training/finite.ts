import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { TextvaeError, total } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";

/** `NON_FINITE` at a place, of what was found there. */
export const nonFinite = (where: string, got: string, hint: string): TextvaeError =>
  new TextvaeError("NON_FINITE", where, { expected: "finite numbers", got, hint });

/** "NaN in the name at index 3" of values on the host; undefined where all are finite. */
export const badValue = (name: string, values: ArrayLike<number>): string | undefined => {
  // A sum of finite numbers of single precision is finite in double precision.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  if (Number.isFinite(sum)) return undefined;
  const index = Array.prototype.findIndex.call(values, (value) => !Number.isFinite(value));
  return index < 0 ? undefined : `${values[index]} in the ${name} at index ${index}`;
};

/** The first bad value of some tensors, in order. */
export const firstBadValue = async (
  tensors: Iterable<readonly [name: string, tensor: Tensor]>,
): Promise<string | undefined> => {
  for (const [name, tensor] of tensors) {
    const found = badValue(name, (await tensor.data()) as Float32Array);
    if (found) return found;
  }
  return undefined;
};

/** Each parameter under the name by which a message tells it. */
export const toldParameters = (parameters: Parameters): [string, Tensor][] =>
  [...parameters].map(([name, value]) => [`parameter ${name}`, value]);

/**
 * Throws `NON_FINITE` with the name of a parameter that holds NaN or an infinity. Asked wherever
 * numbers leave (a line of metrics, an evaluation) rather than in every step, where it would cost
 * a kernel for each parameter.
 *
 * @example
 * await checkParameters(`step ${step}`, model.parameters);
 */
export const checkParameters = async (
  where: string,
  parameters: Parameters = new Map(),
): Promise<void> => {
  const sum = tidy(() => total([...parameters.values()]));
  const [value] = await sum.data();
  sum.dispose();
  // Finite ones may add up to more than single precision holds: only a look at each tells.
  if (Number.isFinite(value)) return;
  const found = await firstBadValue(toldParameters(parameters));
  if (found) throw nonFinite(where, found, "Go on from the last checkpoint, which is finite.");
};
