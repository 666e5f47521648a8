import type { Tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";

/** What a part returned, in a few words. */
export const described = (value: unknown): string => {
  if (value === undefined || value === null) return "nothing";
  if (isTensor(value)) return `shape [${value.shape.join(", ")}]`;
  if (value instanceof Promise) return "a promise";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  return typeof value === "function" ? "a function" : JSON.stringify(value);
};

const isTensor = (value: unknown): value is Tensor =>
  Array.isArray((value as Tensor | undefined)?.shape) && "dataId" in (value as Tensor);

/**
 * The tensor that a part returned, after a look at its shape; −1 stands for any length.
 *
 * @throws {TextvaeError} `SHAPE` for another shape, `PLUGIN` for what is no tensor of floating-point numbers.
 */
export const expectShape = <T extends Tensor>(
  where: string,
  given: T,
  shape: readonly number[],
): T => {
  const expected = `shape [${shape.map((size) => (size < 0 ? "any" : size)).join(", ")}]`;
  if (!isTensor(given)) {
    throw new TextvaeError("PLUGIN", where, {
      expected: `a tensor of ${expected}`,
      got: described(given),
      ...((given as unknown) instanceof Promise && {
        hint: "Parts of a model compute synchronously.",
      }),
    });
  }
  const fits =
    given.shape.length === shape.length &&
    shape.every((size, axis) => size < 0 || size === given.shape[axis]);
  if (fits && given.dtype === "float32") return given;
  if (fits) {
    throw new TextvaeError("PLUGIN", where, {
      expected: "numbers of type float32",
      got: given.dtype,
      hint: 'Integers have no gradient: cast them by tf.cast(x, "float32").',
    });
  }
  throw new TextvaeError("SHAPE", where, {
    expected,
    got: described(given),
    ...(shape.length === 1 && {
      hint: "A number per item is a vector of one axis, also in a batch of one item.",
    }),
  });
};

/**
 * What a part makes of tensors that are lent to it.
 *
 * @throws {TextvaeError} `PLUGIN` when one of them is disposed afterwards.
 */
export const lending = <T>(
  where: string,
  inputs: readonly (Tensor | undefined)[],
  compute: () => T,
): T => {
  const result = compute();
  if (!inputs.some((input) => input?.isDisposed)) return result;
  throw new TextvaeError("PLUGIN", where, {
    expected: "its inputs left as they were: they are borrowed",
    got: "an input that it disposed",
    hint: "Dispose only what the part made itself; `tidy` does it.",
  });
};
