import type { Condition, Registry } from "@textvae/core";
import * as z from "zod";

/** What a model is told beside the code, by its name in the registry. */
export const conditionOptions = {
  condition: z
    .string()
    .optional()
    .describe("what the model is told: label, bow, dialogue, or a plugin of yours"),
  conditionOptions: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("further options of the condition"),
};
type ConditionOptions = z.output<z.ZodObject<typeof conditionOptions>>;

/** The condition that the options name, if any. Throws `PLUGIN` for an unknown one. */
export const conditionOf = (
  { condition, conditionOptions: chosen }: ConditionOptions,
  registry: Registry,
): Condition | undefined =>
  condition === undefined
    ? undefined
    : (registry.find("condition", condition)(chosen) as Condition);

/** What a reader of a conditional model's numbers must know. */
export const conditionNotes = (name: string | undefined): readonly string[] =>
  name === undefined ? [] : [`conditional on the ${name}: all numbers are of p(x|c), not of p(x)`];
