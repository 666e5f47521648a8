import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { Rng } from "./component.ts";

/** What a forward pass is given besides its data. */
export interface Context {
  /** The only source of randomness: samples, dropout, word dropout. */
  readonly rng: Rng;
  /** Whether dropout and word dropout act. */
  readonly training: boolean;
  /** Optimiser steps done so far; schedules read it. */
  readonly step: number;
  /** The condition c of a conditional model, `[B, C]`. */
  readonly c_BC?: Tensor2D;
}
