import type { AnyPlugin } from "@textvae/core/plugin";
import { adam } from "./adam.ts";
import { aggressively } from "./aggressive.ts";
import { chained } from "./chain.ts";
import { clipped } from "./clip.ts";
import { decayOnPlateau } from "./plateau.ts";
import { separated } from "./separately.ts";
import { sgd } from "./sgd.ts";

/** Every optimiser and update rule, as plugins. */
export const optimizers: readonly AnyPlugin[] = [
  adam,
  chained,
  clipped,
  decayOnPlateau,
  separated,
  sgd,
  aggressively,
];
