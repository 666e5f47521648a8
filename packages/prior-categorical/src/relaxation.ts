import {
  add,
  argMax,
  customGrad,
  div,
  max,
  softmax,
  sub,
  type Tensor,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Rng } from "@textvae/core";
import { oneHotRows, straightThrough } from "@textvae/ops";

/**
 * How a sample of a categorical variable lets gradients through. With Gumbel noise g,
 * y = softmax((l + g)/τ) is a point of the simplex near a corner:
 *
 * - `gumbel-softmax`: y itself, differentiable (pathwise), but not one-hot;
 * - `straight-through-argmax`: the corner arg max y, which is an exact draw of softmax(l), with the
 *   gradient of y (Jang et al.);
 * - `straight-through-sample`: a draw from Cat(y), with the gradient of y. Its law is E[y], flatter
 *   than softmax(l).
 */
export type Relaxation = "gumbel-softmax" | "straight-through-argmax" | "straight-through-sample";

interface Noise {
  readonly rng: Rng;
  /** Samples per row. */
  readonly n: number;
  /** τ. */
  readonly temperature: number;
}

/** A τ below this is this: what it leaves of a class beside the largest is zero in float32. */
const COLDEST = 1e-37;

/** max x of the last axis, as a constant. */
const top = (x: Tensor): Tensor =>
  customGrad(() => ({ value: max(x, -1, true), gradFunc: () => zerosLike(x) }))(x);

/** (l + g − max)/τ, which no τ carries out of range: `[1, B, M, K]` to `[n, B, M, K]`. */
const perturbed = (logits: Tensor, { rng, n, temperature }: Noise): Tensor => {
  const noisy = add(logits, rng.gumbel([n, ...logits.shape.slice(1)]));
  return div(sub(noisy, top(noisy)), Math.max(temperature, COLDEST));
};

/** arg max of the last axis as a one-hot vector. */
export const corner = (x: Tensor): Tensor => oneHotRows(argMax(x, -1), x.shape.at(-1) as number);

/** Samples by relaxation: logits `[1, B, M, K]` to codes `[n, B, M, K]`. */
export const draw: Readonly<Record<Relaxation, (logits: Tensor, noise: Noise) => Tensor>> = {
  "gumbel-softmax": (logits, noise) => softmax(perturbed(logits, noise)),
  "straight-through-argmax": (logits, noise) => {
    const logY = perturbed(logits, noise);
    return straightThrough(corner(logY), softmax(logY));
  },
  "straight-through-sample": (logits, noise) => {
    const logY = perturbed(logits, noise);
    return straightThrough(corner(add(logY, noise.rng.gumbel(logY.shape))), softmax(logY));
  },
};
