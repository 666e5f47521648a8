import { type Divergence, isDivergence, isWeight, type Schedule, WEIGHT } from "@textvae/core";
import * as v from "valibot";
import { kl } from "./kl.ts";

/** The divergence that a wrapper acts on: any, and KL when none is given. */
export const wrapped: v.OptionalSchema<
  v.CustomSchema<Divergence, "a divergence">,
  () => Divergence
> = v.optional(v.custom<Divergence, "a divergence">(isDivergence, "a divergence"), () => kl());

/** A fixed number, or a function of the step. */
export const schedule: v.GenericSchema<number | Schedule, number | Schedule> = v.custom<
  number | Schedule
>(isWeight, WEIGHT);
