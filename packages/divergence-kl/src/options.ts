import type { Divergence, Schedule } from "@textvae/core";
import { z } from "zod";
import { kl } from "./kl.ts";

/** The divergence that a wrapper acts on: any, and KL when none is given. */
export const wrapped: z.ZodDefault<z.ZodCustom<Divergence, Divergence>> = z
  .custom<Divergence>(
    (value) => typeof (value as Divergence | undefined)?.between === "function",
    "a divergence",
  )
  .default(() => kl());

/** A fixed number, or a function of the step. */
export const schedule: z.ZodUnion<readonly [z.ZodNumber, z.ZodCustom<Schedule, Schedule>]> =
  z.union([
    z.number().min(0),
    z.custom<Schedule>((value) => typeof value === "function", "a number ≥ 0 or a schedule"),
  ]);

/** The number at a step. */
export const at = (value: number | Schedule, step: number): number =>
  typeof value === "number" ? value : value(step);
