/** Named arrays of a function of many variables. */
export type Values = Readonly<Record<string, Float64Array>>;

/**
 * The derivative of f at `values` along `direction` in the variable `name`, by the central
 * difference of fourth order `(8(f₁ − f₋₁) − (f₂ − f₋₂)) / 12h`.
 */
export const directionalDerivative = (
  f: (values: Values) => number,
  values: Values,
  name: string,
  direction: Float64Array,
  step = 1e-3,
): number => {
  const at = (distance: number): number => {
    const moved = (values[name] as Float64Array).map(
      (value, index) => value + distance * (direction[index] as number),
    );
    return f({ ...values, [name]: moved });
  };
  return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
};

/** The derivative by one coordinate of the variable `name`. */
export const partialDerivative = (
  f: (values: Values) => number,
  values: Values,
  name: string,
  index: number,
  step = 1e-3,
): number => {
  const direction = new Float64Array((values[name] as Float64Array).length);
  direction[index] = 1;
  return directionalDerivative(f, values, name, direction, step);
};
