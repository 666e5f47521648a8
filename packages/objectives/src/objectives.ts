import type { AnyPlugin } from "@textvae/core/plugin";
import { elbo } from "@textvae/core/training";
import { autoencoder } from "./autoencoder.ts";
import { iwae } from "./iwae.ts";
import { likelihood } from "./likelihood.ts";
import { semiAmortized } from "./semi-amortized.ts";
import { wae } from "./wae.ts";

/** Every objective as a plugin, the evidence lower bound of core among them. */
export const objectives: readonly AnyPlugin[] = [
  autoencoder,
  elbo,
  iwae,
  likelihood,
  semiAmortized,
  wae,
];
