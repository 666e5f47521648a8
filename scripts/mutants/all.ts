import { distributions } from "./distributions.ts";
import { latents } from "./latents.ts";
import type { Mutant } from "./mutant.ts";
import { texts } from "./texts.ts";
import { training } from "./training.ts";

/** Every mutant, and each part as it is. A backend must have been started. */
export const mutants: readonly Mutant[] = [...distributions, ...latents, ...texts, ...training];
