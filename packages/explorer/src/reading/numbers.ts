/** From here on digits say nothing: 1.2e+20. */
const HUGE = 1e15;

/** A number with so many decimals and separators of thousands. */
export const shown = (value: number, decimals = 2): string =>
  Math.abs(value) >= HUGE && Number.isFinite(value)
    ? value.toExponential(2)
    : value.toLocaleString("en", {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      });

/** A number with so many decimals, or of which they would show nothing by its power of ten: 1.2e-4. */
export const sized = (value: number, decimals: number): string =>
  value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals
    ? value.toExponential(1)
    : shown(value, decimals);

/** A whole number with separators of thousands. */
export const counted = (value: number): string => value.toLocaleString("en");

/** A number beside its standard error, `0.25 ± 0.07`, or alone where none is known. */
export const withError = (
  value: number,
  standardError: number | undefined,
  decimals: number,
): string =>
  standardError === undefined
    ? shown(value, decimals)
    : `${shown(value, decimals)} ± ${shown(standardError, decimals)}`;
