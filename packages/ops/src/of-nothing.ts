import { sizeOf } from "./sizes.ts";

/** What a reduction makes of an axis without entries: its neutral element, 0/0 of a mean. */
export const ofNothing: Readonly<Record<string, (dtype: string) => number>> = {
  Sum: () => 0,
  Mean: () => Number.NaN,
  Prod: () => 1,
  Max: (dtype) => (dtype === "int32" ? -(2 ** 31) : Number.NEGATIVE_INFINITY),
  Min: (dtype) => (dtype === "int32" ? 2 ** 31 - 1 : Number.POSITIVE_INFINITY),
  Any: () => 0,
  All: () => 1,
};

/** The shape that is left of a reduction, and whether it is one of no entries. */
export const reducedShape = (
  shape: readonly number[],
  axes: readonly number[],
  keepDims: boolean,
): { readonly shape: number[]; readonly empty: boolean } => {
  const left = shape.flatMap((size, axis) => {
    if (!axes.includes(axis)) return [size];
    return keepDims ? [1] : [];
  });
  return { shape: left, empty: sizeOf(shape) === 0 && sizeOf(left) > 0 };
};
