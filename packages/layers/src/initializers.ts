import { fill, mul, sub, zeros } from "@tensorflow/tfjs-core";
import type { Initializer } from "@textvae/core/plugin";

/** Uniform in (−bound, bound). */
export const uniformInitializer =
  (bound: number): Initializer =>
  (shape, rng) => {
    const u = rng.uniform(shape);
    const doubled = mul(u, 2 * bound);
    const centred = sub(doubled, bound);
    u.dispose();
    doubled.dispose();
    return centred;
  };

/** Normal with mean zero. */
export const normalInitializer =
  (std: number): Initializer =>
  (shape, rng) => {
    const noise = rng.normal(shape);
    const scaled = mul(noise, std);
    noise.dispose();
    return scaled;
  };

export const zerosInitializer: Initializer = (shape) => zeros([...shape]);

export const constantInitializer =
  (value: number): Initializer =>
  (shape) =>
    fill([...shape], value);

/** Uniform in ±1/√fanIn, where fanIn is the first dimension. */
export const fanInInitializer: Initializer = (shape, rng) =>
  uniformInitializer(1 / Math.sqrt(shape[0] ?? 1))(shape, rng);
