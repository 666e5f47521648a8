import { fill, type Tensor, type Tensor1D, tensor2d } from "@tensorflow/tfjs-core";

/** Mean of the values and its standard error. */
export const estimate = (values: ArrayLike<number>): { mean: number; error: number } => {
  const n = values.length;
  const mean = Array.from(values).reduce((total, x) => total + x, 0) / n;
  const squares = Array.from(values).reduce((total, x) => total + (x - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (n - 1) / n) };
};

/** How many standard errors the mean of the values lies from what is expected. */
export const zScore = (values: ArrayLike<number>, expected: number): number => {
  const { mean, error } = estimate(values);
  return (mean - expected) / error;
};

/** |got/want − 1|. */
export const relative = (got: number, want: number): number => Math.abs(got / want - 1);

export const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data());

export const repeated = (kappa: number, rows: number): Tensor1D => fill([rows], kappa);

/** `rows` copies of a fixed direction that lies along no axis. */
export const directions = (m: number, rows: number): number[][] => {
  const raw = Array.from({ length: m }, (_, i) => Math.sin(1 + 2.3 * i));
  const length = Math.hypot(...raw);
  return Array.from({ length: rows }, () => raw.map((x) => x / length));
};

export const means = (m: number, rows: number) => tensor2d(directions(m, rows));

/** One direction in the plane. */
export const circle = (angle: number) => tensor2d([[Math.cos(angle), Math.sin(angle)]]);
