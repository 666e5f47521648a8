/** A number with so many decimals and separators of thousands. */
export const shown = (value: number, decimals = 2): string =>
  value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** A whole number with separators of thousands. */
export const counted = (value: number): string => value.toLocaleString("en");
