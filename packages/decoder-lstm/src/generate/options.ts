import { checkOptions, type GenerateOptions, type SamplingOptions } from "@textvae/core";
import { z } from "zod";

export interface SampleStrategy extends SamplingOptions {
  readonly kind: "sample";
}

export interface BeamStrategy {
  readonly kind: "beam";
  readonly width: number;
  readonly lengthPenalty: number;
}

/** What to generate, with defaults filled in. */
export interface Request {
  readonly count: number;
  readonly maxLength: number;
  readonly strategy: { readonly kind: "greedy" } | SampleStrategy | BeamStrategy;
}

const whole = () => z.int("a whole number ≥ 1").min(1, "a whole number ≥ 1");

const strategy = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("greedy") }),
  z.strictObject({
    kind: z.literal("sample"),
    temperature: z.number("a number > 0").positive("a number > 0").default(1),
    topK: whole().optional(),
    topP: z
      .number("a number in (0, 1]")
      .positive("a number in (0, 1]")
      .max(1, "a number in (0, 1]")
      .optional(),
  }),
  z.strictObject({
    kind: z.literal("beam"),
    width: whole(),
    lengthPenalty: z.number("a number ≥ 0").min(0, "a number ≥ 0").default(0),
  }),
]);

const request: z.ZodType<Request, unknown> = z.strictObject({
  count: whole(),
  maxLength: whole(),
  strategy,
});

/** The request in the options of `generate`. Throws `OPTION`. */
export const checkRequest = ({ count, maxLength, strategy }: GenerateOptions): Request =>
  checkOptions(request, { count, maxLength, strategy }, "lstm.generate");
