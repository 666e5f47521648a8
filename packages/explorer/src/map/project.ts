/** Row-major `[N, Z]` numbers. */
export interface Rows {
  readonly values: Float32Array;
  readonly width: number;
}

/** Where codes are looked at from: `[K, Z]` orthonormal directions around a centre. */
export interface Projection {
  readonly directions_KZ: Float32Array;
  readonly centre_Z: Float32Array;
  /** Part of the total variance along each direction. */
  readonly explained: readonly number[];
}

/** Coordinates of rows along the directions, row-major `[N, K]`. */
export const project = (
  { values, width }: Rows,
  { directions_KZ, centre_Z }: Pick<Projection, "directions_KZ" | "centre_Z">,
): Float32Array => {
  const [rows, count] = [values.length / width, directions_KZ.length / width];
  const out = new Float32Array(rows * count);
  for (let n = 0; n < rows; n++) {
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const value = (values[n * width + i] as number) - (centre_Z[i] as number);
        sum += value * (directions_KZ[k * width + i] as number);
      }
      out[n * count + k] = sum;
    }
  }
  return out;
};
