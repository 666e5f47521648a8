/** `log Σ exp(x)` of one row, from its definition. */
export const logSumExp = (row: Float64Array): number => {
  const max = row.reduce((a, b) => Math.max(a, b), -Infinity);
  if (max === -Infinity) return -Infinity;
  return max + Math.log(row.reduce((total, value) => total + Math.exp(value - max), 0));
};

/** `−log softmax(logits)[target]` of each row of `[N, V]` logits. */
export const crossEntropy = (logits: Float64Array, targets: Int32Array): Float64Array => {
  const size = logits.length / targets.length;
  return Float64Array.from(targets, (target, n) => {
    const row = logits.subarray(n * size, (n + 1) * size);
    return logSumExp(row) - (row[target] as number);
  });
};
