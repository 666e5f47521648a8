import {
  add,
  cast,
  clone,
  div,
  floorDiv,
  type GradConfig,
  greater,
  greaterEqual,
  less,
  log,
  mul,
  neg,
  notEqual,
  onesLike,
  pow,
  square,
  sub,
  type Tensor,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { binary, unbroadcast } from "./rule.ts";

/** x where the condition holds, an exact 0 elsewhere, whatever x is there. */
const keepWhere = (condition: Tensor, x: Tensor): Tensor => where(condition, x, zerosLike(x));

/** b·a^(b−1), and 0 for b = 0 even at a = 0. */
const powerByBase = (a: Tensor, b: Tensor): Tensor => {
  const exponent = cast(b, "float32");
  return keepWhere(notEqual(exponent, 0), mul(exponent, pow(a, sub(exponent, 1))));
};

/** a^b·log a, defined as 0 for a ≤ 0, where it is not real or a limit. */
const powerByExponent = (a: Tensor, b: Tensor): Tensor => {
  const positive = greater(a, 0);
  const base = where(positive, a, onesLike(a));
  return keepWhere(positive, mul(pow(base, b), log(base)));
};

const areIntegers = (a: Tensor, b: Tensor): boolean => a.dtype === "int32" && b.dtype === "int32";

const quotientByA = (dy: Tensor, _a: Tensor, b: Tensor): Tensor => div(dy, cast(b, "float32"));

const quotientByB = (dy: Tensor, a: Tensor, b: Tensor): Tensor =>
  neg(div(mul(dy, a), square(cast(b, "float32"))));

/** Kernels of two tensors that broadcast, and AddN. At a tie of maximum or minimum, a takes all. */
export const arithmetic: readonly GradConfig[] = [
  binary(
    "Add",
    (dy) => dy,
    (dy) => dy,
  ),
  binary(
    "Sub",
    (dy) => dy,
    (dy) => neg(dy),
  ),
  binary(
    "Multiply",
    (dy, _a, b) => mul(dy, b),
    (dy, a) => mul(dy, a),
  ),
  binary("RealDiv", quotientByA, quotientByB),
  // tfjs divides integers by this kernel, and means the quotient; of floats it is a step function.
  binary(
    "FloorDiv",
    (dy, a, b) => (areIntegers(a, b) ? quotientByA(dy, a, b) : zerosLike(dy)),
    (dy, a, b) => (areIntegers(a, b) ? quotientByB(dy, a, b) : zerosLike(dy)),
  ),
  binary(
    "SquaredDifference",
    (dy, a, b) => mul(dy, mul(2, sub(a, b))),
    (dy, a, b) => mul(dy, mul(2, sub(b, a))),
  ),
  binary(
    "Maximum",
    (dy, a, b) => mul(dy, cast(greaterEqual(a, b), "float32")),
    (dy, a, b) => mul(dy, cast(less(a, b), "float32")),
  ),
  binary(
    "Minimum",
    (dy, a, b) => mul(dy, cast(greaterEqual(b, a), "float32")),
    (dy, a, b) => mul(dy, cast(less(b, a), "float32")),
  ),
  binary(
    "Pow",
    (dy, a, b) => mul(dy, powerByBase(a, b)),
    (dy, a, b) => mul(dy, powerByExponent(a, b)),
  ),
  // a mod b = a − b·⌊a/b⌋
  binary(
    "Mod",
    (dy) => dy,
    (dy, a, b) => neg(mul(dy, floorDiv(a, b))),
  ),
  binary(
    "Atan2",
    (dy, a, b) => div(mul(dy, b), add(square(a), square(b))),
    (dy, a, b) => neg(div(mul(dy, a), add(square(a), square(b)))),
  ),
  {
    kernelName: "AddN",
    saveAllInputs: true,
    gradFunc: (dy, saved) =>
      Object.fromEntries(saved.map((_, i) => [String(i), () => clone(dy as Tensor)])),
  },
  {
    kernelName: "Prelu",
    inputsToSave: ["x", "alpha"],
    gradFunc: (dy, saved) => {
      const [x, alpha] = saved as [Tensor, Tensor];
      const slope = where(greater(x, 0), onesLike(x), alpha);
      return {
        x: () => mul(dy as Tensor, slope),
        alpha: () => unbroadcast(keepWhere(less(x, 0), mul(dy as Tensor, x)), alpha.shape),
      };
    },
  },
];
