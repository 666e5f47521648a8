/** Values that arrived batch by batch, one after the other. */
export const gather = (parts: readonly Float32Array[]): Float32Array => {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** A mean and its standard error, s/√n with s² unbiased. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

export const estimate = (values: ArrayLike<number>): Estimate => {
  const n = values.length;
  const all = Float64Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / n;
  const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, n - 1) / n) };
};

/** The cosine of the angle between two vectors; 0 where one of them is zero. */
export const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
};
