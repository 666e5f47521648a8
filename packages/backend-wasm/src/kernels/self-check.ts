import { addressOf } from "./heap.ts";
import type { KernelModule } from "./module.ts";

/** Sizes that leave incomplete tiles and blocks on every side. */
const SIZES = [
  [7, 37, 19],
  [12, 32, 24],
  [1, 5, 600],
] as const;

/** Largest difference of two vectors, relative to 1 + |expected|. */
const difference = (expected: Float32Array, actual: Float32Array): number =>
  expected.reduce((largest, value, n) => {
    const error = Math.abs(value - (actual[n] as number)) / (1 + Math.abs(value));
    return error > largest || Number.isNaN(error) ? error : largest;
  }, 0);

/** Whether two runs of the probe, on portable and on own kernels, agree. */
export const probesAgree = (portable: Float32Array, own: Float32Array): boolean =>
  difference(portable, own) < 1e-5;

/**
 * Whether products of a module agree with double precision. A variant that fails here, on an
 * engine that compiles it wrongly, is not used.
 */
export const passesSelfCheck = (kernels: KernelModule): boolean =>
  SIZES.every(([rows, columns, depth]) =>
    [false, true].every((transposed) => productAgrees(kernels, rows, columns, depth, transposed)),
  );

/** c = a·b of numbers in [−1, 1]; `transposed` operands are stored column by column. */
const productAgrees = (
  kernels: KernelModule,
  rows: number,
  columns: number,
  depth: number,
  transposed: boolean,
): boolean => {
  const { backend } = kernels;
  const entry = (i: number, j: number) => Math.fround(Math.sin(1 + 37 * i + 11 * j));
  const fill = (height: number, width: number) => {
    const at = (n: number) =>
      transposed
        ? entry(n % height, Math.floor(n / height))
        : entry(Math.floor(n / width), n % width);
    const values = Float32Array.from({ length: height * width }, (_, n) => at(n));
    return backend.makeOutput([height * width], "float32", undefined, values);
  };
  const a = fill(rows, depth);
  const b = fill(depth, columns);
  const c = backend.makeOutput([rows * columns], "float32");
  const steps = (height: number, width: number): [number, number] =>
    transposed ? [4, 4 * height] : [4 * width, 4];
  kernels.product(
    ...[rows, columns, depth],
    ...[addressOf(backend, a), ...steps(rows, depth)],
    ...[addressOf(backend, b), ...steps(depth, columns)],
    ...[0, 0, addressOf(backend, c), 4 * columns],
  );
  const actual = backend.typedArrayFromHeap(c);
  const agrees = actual.every((value, n) => {
    const [i, j] = [Math.floor(n / columns), n % columns];
    let sum = 0;
    for (let p = 0; p < depth; p++) sum += entry(i, p) * entry(p, j);
    return Math.abs(value - sum) < 1e-6 * depth;
  });
  for (const { dataId } of [a, b, c]) backend.disposeData(dataId);
  return agrees;
};
