export type { Concentration } from "./concentration.ts";
export { normalise } from "./direction.ts";
export {
  type VmfParameters,
  type VonMisesFisher,
  vmfParameters,
  vonMisesFisher,
} from "./distribution.ts";
export { interpolate } from "./geodesic.ts";
export { klToUniform, logNormaliser, logSurface } from "./kl.ts";
export { meanLatentKl } from "./mean-latent.ts";
export { type LearnedConcentrationOptions, type VmfOptions, vmf } from "./vmf.ts";
