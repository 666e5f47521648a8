import {
  add,
  cast,
  clipByValue,
  customGrad,
  div,
  exp,
  floor,
  type GradSaveFunc,
  gather,
  log,
  log1p,
  mul,
  reshape,
  split,
  sub,
  type Tensor,
  tensor2d,
} from "@tensorflow/tfjs-core";

/** A smooth scalar function of x > 0, known in double precision with its derivative. */
export interface ScalarFunction {
  readonly value: (x: number) => number;
  readonly derivative: (x: number) => number;
  /** Range of the table; arguments outside are clamped to it. */
  readonly min: number;
  readonly max: number;
  /** For positive functions: interpolates ln f, so that errors are relative to the value. */
  readonly logarithmic?: boolean;
}

/** Grid intervals per unit of ln x: the error of a cubic is (1/24)⁴/384 of a fourth derivative. */
const DENSITY = 24;

/** Per interval: its left end x₀ and the coefficients of the cubic in t = ln(x/x₀)/h. */
const cubics = ({ value, derivative, min, max, logarithmic }: ScalarFunction) => {
  const count = Math.ceil(Math.log(max / min) * DENSITY);
  const h = Math.log(max / min) / count;
  const node = (i: number) => {
    const x = min * Math.exp(i * h);
    const f = value(x);
    const slope = x * derivative(x) * h;
    return logarithmic ? { x, f: Math.log(f), slope: slope / f } : { x, f, slope };
  };
  const rows = new Float32Array(count * 5);
  let left = node(0);
  for (let i = 0; i < count; i++) {
    const right = node(i + 1);
    const rise = right.f - left.f;
    const quadratic = 3 * rise - 2 * left.slope - right.slope;
    const cubic = left.slope + right.slope - 2 * rise;
    rows.set([left.x, left.f, left.slope, quadratic, cubic], i * 5);
    left = right;
  }
  return { rows, count, h };
};

/**
 * A function of tensors from a function of numbers: cubic Hermite interpolation on a logarithmic
 * grid, for functions that tfjs lacks (Bessel ratios, log-normalisers). Nothing is read back to
 * the host; the gradient is that of the interpolant (relative error about 1e-6 in both).
 *
 * Source: "A Practical Guide to Splines", de Boor, 1978,
 * https://doi.org/10.1007/978-1-4612-6333-3
 *
 * @example
 * const ratio = tabulated({
 *   value: (x) => besselRatio(50, x),
 *   derivative: (x) => besselRatioDerivative(50, x),
 *   min: 1e-6,
 *   max: 1e6,
 *   logarithmic: true,
 * });
 * ratio(tensor1d([1, 80])); // 0.01999…, 0.7382…
 */
export const tabulated = (definition: ScalarFunction): (<T extends Tensor>(x: T) => T) => {
  const { min, max, logarithmic } = definition;
  const { rows, count, h } = cubics(definition);

  const interpolate = (x: Tensor): { readonly value: Tensor; readonly slope: Tensor } => {
    const x_N1 = reshape(clipByValue(x, min, max), [-1, 1]);
    const position = floor(mul(log(div(x_N1, min)), 1 / h));
    const interval_N = reshape(cast(clipByValue(position, 0, count - 1), "int32"), [-1]);
    const columns = split(gather(tensor2d(rows, [count, 5]), interval_N), 5, 1);
    const [left, c0, c1, c2, c3] = columns as [Tensor, Tensor, Tensor, Tensor, Tensor];
    const t = mul(log1p(div(sub(x_N1, left), left)), 1 / h);
    const f = add(c0, mul(t, add(c1, mul(t, add(c2, mul(t, c3))))));
    const perStep = add(c1, mul(t, add(mul(c2, 2), mul(t, mul(c3, 3)))));
    const perX = div(perStep, mul(x_N1, h));
    const value = reshape(logarithmic ? exp(f) : f, x.shape);
    const slope = reshape(perX, x.shape);
    return { value, slope: logarithmic ? mul(slope, value) : slope };
  };

  const evaluate = customGrad((...args: unknown[]) => {
    const [input, save] = args as [Tensor, GradSaveFunc];
    save([input]);
    return {
      value: interpolate(input).value,
      gradFunc: (dy: Tensor, [x]: Tensor[]) => mul(dy, interpolate(x as Tensor).slope),
    };
  });
  return evaluate as never;
};
