/** A double-precision array by its definition: the entry at each index. The slow truth. */
export interface ReferenceArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** The entry at an index; an axis of size 1 is repeated, missing leading axes are ignored. */
  at(...index: number[]): number;
}

/** An array of given numbers, row-major. */
export const referenceArray = (shape: readonly number[], values: Float64Array): ReferenceArray => ({
  shape,
  values,
  at(...index) {
    const own = index.slice(index.length - shape.length);
    let flat = 0;
    for (const [axis, size] of shape.entries()) {
      flat = flat * size + (size === 1 ? 0 : (own[axis] as number));
    }
    return values[flat] as number;
  },
});

/** An array by a formula for its entries. */
export const define = (
  shape: readonly number[],
  entry: (...index: number[]) => number,
): ReferenceArray => {
  const values = new Float64Array(shape.reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  for (let flat = 0; flat < values.length; flat++) {
    values[flat] = entry(...index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
  return referenceArray(shape, values);
};

/** The shape of arrays broadcast against each other. */
export const broadcastShape = (...shapes: (readonly number[])[]): number[] => {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)),
  );
};

/** Σ over i = 0 … n − 1. */
export const total = (n: number, term: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
};
