/** The number of entries of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** An axis that may be counted from the end, counted from the beginning. */
export const fromStart = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
