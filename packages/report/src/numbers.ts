/** A number with separators of thousands and a fixed count of decimals; a huge one as 1.2e+20. */
export const formatted = (value: number, decimals = 0): string =>
  Math.abs(value) >= HUGE && Number.isFinite(value)
    ? value.toExponential(2)
    : value.toLocaleString("en-US", {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });

const HUGE = 1e15;

/** A number beside its standard error, `0.25 ± 0.07`, or alone where no error is known. */
export const withError = (
  value: number,
  standardError: number | undefined,
  decimals: number,
): string =>
  standardError === undefined
    ? formatted(value, decimals)
    : `${formatted(value, decimals)} ± ${formatted(standardError, decimals)}`;

/** Facts of a backend in one line: `simd true, threads 2`. */
export const factsLine = (facts: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(facts)
    .map(([fact, value]) => `${fact} ${value}`)
    .join(", ");

/** A duration in words: `3m 05s`. */
export const duration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  if (h > 0) return `${h}h ${two(m)}m`;
  return m > 0 ? `${m}m ${two(s)}s` : `${s}s`;
};
