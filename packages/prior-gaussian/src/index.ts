export { type DeterministicOptions, deterministic, pointMass } from "./deterministic.ts";
export { type DiagonalGaussianParameters, diagonalGaussian } from "./diagonal-gaussian.ts";
export { type GaussianOptions, gaussian } from "./gaussian.ts";
export { interpolate } from "./interpolate.ts";
export { standardNormal } from "./standard-normal.ts";
