import {
  add,
  cast,
  cos,
  cosh,
  div,
  exp,
  type GradConfig,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  mul,
  neg,
  ones,
  reciprocal,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sinh,
  sqrt,
  square,
  step,
  sub,
  type Tensor,
  where,
} from "@tensorflow/tfjs-core";
import { flat, fromInput, fromOutput } from "./rule.ts";

// Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017.
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

/** dy where the condition holds, else 0. */
const gate = (dy: Tensor, open: Tensor): Tensor => mul(dy, cast(open, "float32"));

/** Kernels of one tensor that act on each entry by itself. */
export const elementwise: readonly GradConfig[] = [
  fromInput("Abs", (dy, x) => mul(dy, sign(x))),
  fromInput("Neg", (dy) => neg(dy)),
  fromInput("Square", (dy, x) => mul(dy, mul(2, x))),
  fromOutput("Sqrt", (dy, y) => div(dy, mul(2, y))),
  fromOutput("Rsqrt", (dy, y) => mul(dy, mul(-0.5, mul(y, square(y))))),
  fromOutput("Reciprocal", (dy, y) => neg(mul(dy, square(y)))),
  fromOutput("Exp", (dy, y) => mul(dy, y)),
  fromOutput("Expm1", (dy, y) => mul(dy, add(y, 1))),
  fromInput("Log", (dy, x) => div(dy, x)),
  fromInput("Log1p", (dy, x) => div(dy, add(x, 1))),
  fromInput("Erf", (dy, x) => mul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))))),

  fromInput("Sin", (dy, x) => mul(dy, cos(x))),
  fromInput("Cos", (dy, x) => neg(mul(dy, sin(x)))),
  fromOutput("Tan", (dy, y) => mul(dy, add(1, square(y)))),
  fromInput("Asin", (dy, x) => mul(dy, rsqrt(sub(1, square(x))))),
  fromInput("Acos", (dy, x) => neg(mul(dy, rsqrt(sub(1, square(x)))))),
  fromInput("Atan", (dy, x) => div(dy, add(1, square(x)))),
  fromInput("Sinh", (dy, x) => mul(dy, cosh(x))),
  fromInput("Cosh", (dy, x) => mul(dy, sinh(x))),
  fromInput("Asinh", (dy, x) => mul(dy, rsqrt(add(square(x), 1)))),
  fromInput("Acosh", (dy, x) => div(dy, sqrt(sub(square(x), 1)))),
  fromInput("Atanh", (dy, x) => mul(dy, reciprocal(sub(1, square(x))))),

  fromOutput("Sigmoid", (dy, y) => mul(dy, mul(y, sub(1, y)))),
  fromOutput("Tanh", (dy, y) => mul(dy, sub(1, square(y)))),
  fromInput("Softplus", (dy, x) => mul(dy, sigmoid(x))),
  fromInput("Relu", (dy, x) => mul(dy, step(x))),
  fromInput("Relu6", (dy, x) => gate(dy, logicalAnd(greater(x, 0), less(x, 6)))),
  fromInput("LeakyRelu", (dy, x, { alpha }) =>
    mul(dy, where(greater(x, 0), ones(x.shape), alpha as number)),
  ),
  // For x ≤ 0, elu′(x) = eˣ = y + 1 and selu′(x) = scale·α·eˣ = y + scale·α.
  fromOutput("Elu", (dy, y) => mul(dy, where(greater(y, 0), ones(y.shape), add(y, 1)))),
  fromOutput("Selu", (dy, y) =>
    mul(dy, where(greater(y, 0), SELU_SCALE, add(y, SELU_SCALE_ALPHA))),
  ),
  fromInput("ClipByValue", (dy, x, { clipValueMin, clipValueMax }) =>
    gate(
      dy,
      logicalAnd(greaterEqual(x, clipValueMin as number), lessEqual(x, clipValueMax as number)),
    ),
  ),

  fromInput("Cast", (dy) => cast(dy, "float32")),
  fromInput("Identity", (dy) => cast(dy, "float32")),
  ...["Sign", "Step", "Floor", "Round", "Ceil", "ZerosLike", "OnesLike"].map((kernelName) =>
    flat(kernelName, "x"),
  ),
];
