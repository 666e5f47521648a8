import { add, div, exp, type Tensor2D } from "@tensorflow/tfjs-core";

/** k(x, y) from ‖x − y‖² and C = 2σ². */
export type Kernel = (squared_NM: Tensor2D, c: number) => Tensor2D;

const SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10];

const gaussian: Kernel = (squared_NM, c) => exp(div(squared_NM, -c));

const inverseMultiquadric: Kernel = (squared_NM, c) => div(c, add(squared_NM, c));

export const kernels: Readonly<Record<"gaussian" | "imq" | "imq-multiscale", Kernel>> = {
  gaussian,
  imq: inverseMultiquadric,
  "imq-multiscale": (squared_NM, c) =>
    SCALES.map((scale) => inverseMultiquadric(squared_NM, scale * c)).reduce((a, b) => add(a, b)),
};
