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
