/** Round numbers between two, about five. */
export const ticks = (low: number, high: number, about = 5): number[] => {
  const rough = (high - low) / about || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((by) => by * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
};

/** The edges of some values; of one value alone, or of hardly more, those of a band around it. */
export const edgesOf = (values: readonly number[]): readonly [low: number, high: number] => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const size = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return high - low > 1e-3 * size ? [low, high] : [low - 0.05 * size, high + 0.05 * size];
};
