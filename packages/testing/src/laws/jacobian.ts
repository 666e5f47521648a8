import type { Support } from "@textvae/core";

type Map = (points: Float32Array) => Promise<Float32Array>;

const STEP = 0.02;

/**
 * log|det J| of a map of rows at each row, ½ log det JᵀJ with the columns of J taken by fourth-order
 * central differences along an orthonormal basis of the tangent space (the axes; on the sphere,
 * directions at a right angle to z). With a step of 0.02 the truncation (10⁻⁷) and the rounding of
 * single precision (10⁻⁵) are both small. ½ log det JᵀJ is log|det J| when J is square.
 */
export const numericalLogDet = async (
  map: Map,
  codes: Float32Array,
  size: number,
  support: Support,
): Promise<Float64Array> => {
  const rows = codes.length / size;
  const bases = Array.from({ length: rows }, (_, row) =>
    tangentBasis(codes.subarray(row * size, (row + 1) * size), support),
  );
  const directions = bases[0]?.length as number;
  const columns: Float64Array[] = [];
  for (let d = 0; d < directions; d++) {
    const moved = async (step: number): Promise<Float32Array> =>
      map(
        move(
          codes,
          bases.map((basis) => basis[d] as number[]),
          size,
          step,
          support,
        ),
      );
    const [far, near] = [await moved(2 * STEP), await moved(STEP)];
    const [nearBack, farBack] = [await moved(-STEP), await moved(-2 * STEP)];
    columns.push(
      Float64Array.from(near, (x, i) => {
        const inner = 8 * (x - (nearBack[i] as number));
        return (inner - ((far[i] as number) - (farBack[i] as number))) / (12 * STEP);
      }),
    );
  }
  return Float64Array.from({ length: rows }, (_, row) => {
    const jacobian = columns.map((column) =>
      Array.from(column.subarray(row * size, (row + 1) * size)),
    );
    return 0.5 * logDet(jacobian.map((a) => jacobian.map((b) => dot(a, b))));
  });
};

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
};

/** The axes, or on the sphere the axes made orthonormal to z and to each other (Gram–Schmidt). */
const tangentBasis = (z: ArrayLike<number>, support: Support): number[][] => {
  const axes = Array.from({ length: z.length }, (_, i) =>
    Array.from({ length: z.length }, (__, j) => (i === j ? 1 : 0)),
  );
  if (support !== "sphere") return axes;
  const basis: number[][] = [Array.from(z)];
  for (const axis of axes) {
    const rest = basis.reduce((v, e) => {
      const along = dot(v, e);
      return v.map((x, i) => x - along * (e[i] as number));
    }, axis as number[]);
    const norm = Math.sqrt(dot(rest, rest));
    if (norm > 0.1 && basis.length < z.length) basis.push(rest.map((x) => x / norm));
  }
  return basis.slice(1);
};

/** Points a step away along a direction; on the sphere along the great circle. */
const move = (
  codes: Float32Array,
  directions: readonly number[][],
  size: number,
  step: number,
  support: Support,
): Float32Array => {
  const [keep, go] = support === "sphere" ? [Math.cos(step), Math.sin(step)] : [1, step];
  return codes.map((x, i) => {
    const direction = directions[Math.floor(i / size)] as number[];
    return keep * x + go * (direction[i % size] as number);
  });
};

/** log det of a positive definite matrix by elimination. */
const logDet = (matrix: readonly number[][]): number => {
  const a = matrix.map((row) => [...row]);
  let total = 0;
  for (let k = 0; k < a.length; k++) {
    const pivot = a[k] as number[];
    total += Math.log(pivot[k] as number);
    for (const row of a.slice(k + 1)) {
      const factor = (row[k] as number) / (pivot[k] as number);
      for (let j = k; j < row.length; j++) {
        row[j] = (row[j] as number) - factor * (pivot[j] as number);
      }
    }
  }
  return total;
};
