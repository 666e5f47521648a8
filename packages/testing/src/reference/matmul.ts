/** The product of row-major matrices, `[rows, inner] · [inner, columns]`, in double precision. */
export const matmul = (
  a: Float64Array,
  b: Float64Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array => {
  const product = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a[i * inner + k] as number;
      for (let j = 0; j < columns; j++) {
        product[i * columns + j] =
          (product[i * columns + j] as number) + factor * (b[k * columns + j] as number);
      }
    }
  }
  return product;
};

/** Rows of the product plus a bias: `x·W + b`, `[rows, columns]`. */
export const affine = (
  x: Float64Array,
  kernel: Float64Array,
  bias: Float64Array,
  rows: number,
): Float64Array => {
  const columns = bias.length;
  const y = matmul(x, kernel, rows, kernel.length / columns, columns);
  return y.map((value, index) => value + (bias[index % columns] as number));
};
