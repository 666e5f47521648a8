import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Projection, Rows } from "./project.ts";

/**
 * The K principal directions of codes: eigenvectors of their covariance; on the sphere, whose middle
 * is the origin, of their second moments. The sign of each makes its largest entry positive, so that
 * the picture does not flip from machine to machine. Missing directions are zeros.
 *
 * @example
 * const projection = principal({ values: codes_NZ, width: 32 }, { count: 3, centred: true });
 */
export const principal = (
  { values, width }: Rows,
  { count, centred }: { readonly count: number; readonly centred: boolean },
): Projection => {
  const rows = values.length / width;
  const centre_Z = new Float32Array(width);
  if (centred) {
    const sums = new Float64Array(width);
    for (const [i, value] of values.entries()) {
      sums[i % width] = (sums[i % width] as number) + value;
    }
    centre_Z.set(sums.map((sum) => sum / Math.max(1, rows)));
  }
  const covariance = new Float64Array(width * width);
  const row = new Float64Array(width);
  for (let n = 0; n < rows; n++) {
    for (let i = 0; i < width; i++) {
      row[i] = (values[n * width + i] as number) - (centre_Z[i] as number);
    }
    for (let i = 0; i < width; i++) {
      const a = row[i] as number;
      for (let j = 0; j <= i; j++) {
        const at = i * width + j;
        covariance[at] = (covariance[at] as number) + a * (row[j] as number);
      }
    }
  }
  const matrix = Matrix.from1DArray(width, width, covariance);
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) matrix.set(j, i, matrix.get(i, j));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number));
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
  const kept = order.slice(0, count);
  const directions_KZ = new Float32Array(count * width);
  for (const [k, column] of kept.entries()) {
    const direction = eigenvectorMatrix.getColumn(column);
    const largest = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    directions_KZ.set(
      direction.map((value) => (largest < 0 ? -value : value)),
      k * width,
    );
  }
  const explained = Array.from({ length: count }, (_, k) => {
    const value = realEigenvalues[kept[k] ?? -1] ?? 0;
    return total > 0 ? Math.max(0, value) / total : 0;
  });
  return { directions_KZ, centre_Z, explained };
};
