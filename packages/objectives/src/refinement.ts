import {
  add,
  cast,
  div,
  grad,
  greater,
  max,
  maximum,
  minimum,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
  variable,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { type Computed, gradientsOf } from "@textvae/core/internals";
import type { Parameters } from "@textvae/core/plugin";

/*
 * Gradient descent with momentum on parameters λ of one posterior per row, and its adjoint:
 * v ← μ v + clip(∇L_k(λ)), λ ← λ − α v, with L_k the sum over rows of a loss with noise of its own.
 */
export interface RefinementOptions {
  readonly steps: number;
  /** α, on the loss of each item (not of a mean over the batch). */
  readonly learningRate: number;
  /** μ. */
  readonly momentum: number;
  /** Largest norm of an item's gradient. */
  readonly clip: number;
}

/** L_k: the same noise each time it is asked. */
export type StepLoss = (step: number, parameters_BP: Tensor2D) => Scalar;

/** Where each step began, the gradient there before it was clipped, and where the last one ended. */
export interface Trace {
  readonly points: readonly Tensor2D[];
  readonly gradients: readonly Tensor2D[];
  readonly end: Tensor2D;
}

export const refine = (start_BP: Tensor2D, loss: StepLoss, options: RefinementOptions): Trace => {
  const { steps, learningRate, momentum, clip } = options;
  const points: Tensor2D[] = [];
  const gradients: Tensor2D[] = [];
  let [at, velocity] = [start_BP, zerosLike(start_BP)];
  for (let k = 0; k < steps; k++) {
    points.push(at);
    const gradient = grad((parameters) => loss(k, parameters as Tensor2D))(at) as Tensor2D;
    gradients.push(gradient);
    velocity = add(mul(velocity, momentum), mul(gradient, clipScale(gradient, clip)));
    at = sub(at, mul(velocity, learningRate));
  }
  return { points, gradients, end: at };
};

/**
 * Carries ∂F/∂λ_K back through the steps: returns ∂F/∂λ_0, and adds to `sums` what the parameters
 * of the model change F by through the steps. Products with second derivatives are central
 * differences of gradients at the same noise.
 */
export const backThrough = (
  trace: Trace,
  adjoint_BP: Tensor2D,
  loss: StepLoss,
  options: RefinementOptions,
  parameters: Parameters,
  sums: Map<string, Tensor>,
): Tensor2D => {
  const { learningRate, momentum, clip } = options;
  let [adjoint, ofVelocity] = [adjoint_BP, zerosLike(adjoint_BP)];
  for (let k = trace.points.length - 1; k >= 0; k--) {
    const total = sub(ofVelocity, mul(adjoint, learningRate)) as Tensor2D;
    const direction = clipAdjoint(trace.gradients[k] as Tensor2D, total, clip);
    const point = trace.points[k] as Tensor2D;
    const curvature = alongGradient((at) => loss(k, at), point, direction, parameters, sums);
    adjoint = add(adjoint, curvature);
    ofVelocity = mul(total, momentum);
  }
  return adjoint;
};

// Length of the longest shift among the rows: large enough for single precision, small beside 1.
const SHIFT = 1e-2;

/** H·direction of the loss in λ; adds the mixed derivatives in the parameters to `sums`. */
const alongGradient = (
  loss: (at_BP: Tensor2D) => Scalar,
  point: Tensor2D,
  direction: Tensor2D,
  parameters: Parameters,
  sums: Map<string, Tensor>,
): Tensor2D => {
  const names: string[] = [];
  const [curvature, ...mixed] = tidy(() => {
    const length = div(SHIFT, maximum(max(rowNorms(direction)), TINY));
    const gradientsAt = (sign: number) =>
      differentiateAt(
        add(point, mul(direction, mul(length, sign))) as Tensor2D,
        parameters,
        (at) => ({
          loss: loss(at),
          rest: [],
        }),
      );
    const [ahead, behind] = [gradientsAt(1), gradientsAt(-1)];
    const slope = (a: Tensor, b: Tensor) => div(sub(a, b), mul(length, 2));
    const sumsWithSlopes = [...ahead.gradients].map(([name, gradient]) => {
      names.push(name);
      const mixed = slope(gradient, behind.gradients.get(name) as Tensor);
      const sum = sums.get(name);
      return sum ? add(sum, mixed) : mixed;
    });
    return [slope(ahead.inPoint, behind.inPoint), ...sumsWithSlopes];
  }) as [Tensor2D, ...Tensor[]];
  for (const [i, name] of names.entries()) {
    sums.get(name)?.dispose();
    sums.set(name, mixed[i] as Tensor);
  }
  return curvature;
};

/** The gradients of a function of λ and of parameters in both. */
export const differentiateAt = (
  point_BP: Tensor2D,
  parameters: Parameters,
  compute: (at_BP: Tensor2D) => Computed,
): ReturnType<typeof gradientsOf> & { readonly inPoint: Tensor2D } => {
  const at = variable(point_BP);
  const found = gradientsOf(
    () => compute(at as unknown as Tensor2D),
    new Map([...parameters, [POINT, at]]) as Parameters,
  );
  at.dispose();
  const { [POINT]: inPoint, ...gradients } = Object.fromEntries(found.gradients);
  return { ...found, inPoint: inPoint as Tensor2D, gradients: new Map(Object.entries(gradients)) };
};

const POINT = "λ";

// Below any norm that matters, so that a row of zeros is divided by something.
const TINY = 1e-20;

const rowNorms = (x_BP: Tensor2D): Tensor => sqrt(sum(square(x_BP), 1, true));

/** min(1, C / ‖g‖) of each row. */
const clipScale = (gradient_BP: Tensor2D, clip: number): Tensor =>
  minimum(1, div(clip, maximum(rowNorms(gradient_BP), TINY)));

/** The (symmetric) derivative of the clipped gradient times a row: s (a − ĝ ĝᵀa) where it is clipped. */
const clipAdjoint = (gradient_BP: Tensor2D, a_BP: Tensor2D, clip: number): Tensor2D => {
  const norms = maximum(rowNorms(gradient_BP), TINY);
  const unit = div(gradient_BP, norms);
  const along = mul(unit, sum(mul(unit, a_BP), 1, true));
  const clipped = cast(greater(norms, clip), "float32");
  return mul(clipScale(gradient_BP, clip), sub(a_BP, mul(clipped, along)));
};
