import type { Tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "./errors.ts";

const describe = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** Throws `SHAPE` unless each tensor has the shape that is given with it. */
export const checkShapes = (
  where: string,
  shapes: Readonly<Record<string, readonly [Tensor, readonly number[]]>>,
): void => {
  for (const [name, [{ shape }, expected]] of Object.entries(shapes)) {
    if (shape.length !== expected.length || shape.some((size, axis) => size !== expected[axis])) {
      throw new TextvaeError("SHAPE", where, {
        expected: `${name} ${describe(expected)}`,
        got: describe(shape),
      });
    }
  }
};

/** Throws `SHAPE` unless the tensor has this number of axes, none of them empty. */
export const checkRank = (where: string, name: string, { shape }: Tensor, rank: number): void => {
  if (shape.length !== rank || shape.includes(0)) {
    throw new TextvaeError("SHAPE", where, {
      expected: `${name} with ${rank} axes, none empty`,
      got: describe(shape),
    });
  }
};

/** Throws `SHAPE` unless all integers lie in [low, high] and there are `count` of them, if given. */
export const checkIntegers = (
  where: string,
  name: string,
  values: Int32Array,
  { low, high, count = values.length }: { low: number; high: number; count?: number },
): void => {
  if (values.length !== count || count === 0) {
    throw new TextvaeError("SHAPE", where, {
      expected: `${name} with ${count || "1 or more"} entries`,
      got: String(values.length),
    });
  }
  const index = values.findIndex((value) => value < low || value > high);
  if (index >= 0) {
    throw new TextvaeError("SHAPE", where, {
      expected: `${name} from ${low} to ${high}`,
      got: `${values[index]} at index ${index}`,
    });
  }
};
