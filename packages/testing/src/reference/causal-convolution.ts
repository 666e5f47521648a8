/** y[t][o] = b[o] + Σ_k Σ_i x[t − k·dilation][i]·W[k][i][o] within each sequence, term by term. */
export const causalConvolution = (
  { x, kernel, bias }: Readonly<Record<"x" | "kernel" | "bias", Float64Array>>,
  lengths: ArrayLike<number>,
  dilation: number,
): Float64Array => {
  const rows = Array.from(lengths).reduce((a, b) => a + b, 0);
  const outputs = bias.length;
  const inputs = x.length / rows;
  const taps = kernel.length / (inputs * outputs);
  const y = new Float64Array(rows * outputs);
  let start = 0;
  for (const length of Array.from(lengths)) {
    for (let t = 0; t < length; t++) {
      for (let o = 0; o < outputs; o++) {
        let total = bias[o] as number;
        for (let k = 0; k < taps && k * dilation <= t; k++) {
          const row = start + t - k * dilation;
          for (let i = 0; i < inputs; i++) {
            total +=
              (x[row * inputs + i] as number) * (kernel[(k * inputs + i) * outputs + o] as number);
          }
        }
        y[(start + t) * outputs + o] = total;
      }
    }
    start += length;
  }
  return y;
};
