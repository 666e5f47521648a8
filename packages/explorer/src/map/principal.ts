import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Projection, Rows } from "./project.ts";

/** Of wider codes the directions are those of so many of them: the cube of the width would be hours. */
export const WIDE = 512;

/**
 * The K principal directions of codes: eigenvectors of their covariance; on the sphere, whose middle
 * is the origin, of their second moments. The sign of each makes its largest entry positive, so that
 * the picture does not flip from machine to machine. Missing directions are zeros. Codes of more than
 * {@link WIDE} numbers have those of {@link WIDE} of them, evenly spaced.
 *
 * @example
 * const projection = principal({ values: codes_NZ, width: 32 }, { count: 3, centred: true });
 */
export const principal = (
  codes: Rows,
  { count, centred }: { readonly count: number; readonly centred: boolean },
): Projection => {
  const { width } = codes;
  const centre_Z = centred ? centreOf(codes) : new Float32Array(width);
  const { directions, moments } =
    width > WIDE ? ofSome(codes, centre_Z, count) : ofAll(codes, centre_Z, count);
  const directions_KZ = new Float32Array(count * width);
  for (const [k, direction] of directions.entries()) {
    const largest = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    directions_KZ.set(largest < 0 ? direction.map((value) => -value) : direction, k * width);
  }
  const total = moments.reduce((sum, value) => sum + Math.max(0, value), 0);
  const explained = Array.from({ length: count }, (_, k) =>
    total > 0 ? Math.max(0, moments[k] ?? 0) / total : 0,
  );
  return { directions_KZ, centre_Z, explained };
};

/** The first directions, and the second moments along all of them, the largest first. */
interface Spectrum {
  readonly directions: readonly (readonly number[])[];
  readonly moments: readonly number[];
}

const centreOf = ({ values, width }: Rows): Float32Array => {
  const sums = new Float64Array(width);
  for (const [i, value] of values.entries()) {
    sums[i % width] = (sums[i % width] as number) + value;
  }
  return new Float32Array(sums.map((sum) => sum / Math.max(1, values.length / width)));
};

/** XᵀX of all rows, `[Z, Z]`. */
const ofAll = ({ values, width }: Rows, centre_Z: Float32Array, count: number): Spectrum => {
  const moments = new Float64Array(width * width);
  const row = new Float64Array(width);
  for (let n = 0; n < values.length / width; n++) {
    for (let i = 0; i < width; i++) {
      row[i] = (values[n * width + i] as number) - (centre_Z[i] as number);
    }
    for (let i = 0; i < width; i++) {
      const a = row[i] as number;
      for (let j = 0; j <= i; j++) {
        const at = i * width + j;
        moments[at] = (moments[at] as number) + a * (row[j] as number);
      }
    }
  }
  const matrix = Matrix.from1DArray(width, width, moments);
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) matrix.set(j, i, matrix.get(i, j));
  return spectrumOf(matrix, count);
};

/** XXᵀ of some rows, `[N, N]`: of an eigenvector u of it, Xᵀu is one of XᵀX with the same moment. */
const ofSome = ({ values, width }: Rows, centre_Z: Float32Array, count: number): Spectrum => {
  const rows = values.length / width;
  const chosen = Math.min(rows, WIDE);
  const x_NZ = new Matrix(
    Array.from({ length: chosen }, (_, i) => {
      const n = Math.floor((i * rows) / chosen);
      return Array.from(
        values.subarray(n * width, (n + 1) * width),
        (value, z) => value - (centre_Z[z] as number),
      );
    }),
  );
  if (chosen === 0) return { directions: [], moments: [] };
  const { directions, moments } = spectrumOf(x_NZ.mmul(x_NZ.transpose()), count);
  const least = 1e-12 * (moments[0] ?? 0);
  return {
    directions: directions.flatMap((u, k) => {
      const moment = moments[k] as number;
      if (moment <= least) return [];
      return [new Matrix([[...u]]).mmul(x_NZ).div(Math.sqrt(moment)).getRow(0)];
    }),
    moments,
  };
};

const spectrumOf = (symmetric: Matrix, count: number): Spectrum => {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number));
  return {
    directions: order.slice(0, count).map((column) => eigenvectorMatrix.getColumn(column)),
    moments: order.map((i) => realEigenvalues[i] as number),
  };
};
