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

/** A mean and its standard error. */
export interface Estimate {
  readonly mean: number;
  /** s/√n with s² unbiased; absent where one value alone tells of no error. */
  readonly standardError?: number;
}

export const estimate = (values: ArrayLike<number>): Estimate => {
  const n = values.length;
  const mean = sumOf(Float64Array.from(values)) / n;
  return { mean, ...(n > 1 && { standardError: Math.sqrt(variance(values) / n) }) };
};

/** The unbiased variance of two values or more. */
export const variance = (values: ArrayLike<number>): number => {
  const all = Float64Array.from(values);
  const mean = sumOf(all) / all.length;
  return sumOf(all.map((value) => (value - mean) ** 2)) / (all.length - 1);
};

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

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
