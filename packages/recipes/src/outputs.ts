import type { Output, Registry } from "@textvae/core";
import * as z from "zod";
import { maker, optionsFor } from "./by-name.ts";

/** How a decoder makes probabilities of words, by its name in the registry. */
export const outputOptions = {
  output: z
    .string()
    .optional()
    .describe("probabilities of words: adaptive or tied, or a plugin of yours; default: a softmax"),
  outputOptions: optionsFor("output").describe('options of the output: {"cutoffs": [2000, 6000]}'),
};
type OutputOptions = z.output<z.ZodObject<typeof outputOptions>>;

/**
 * The output that the options name; undefined for the decoder's own.
 *
 * @throws {TextvaeError} `PLUGIN` for an unknown one, `OPTION` for options that it refuses.
 */
export const outputOf = (
  { output, outputOptions: chosen }: OutputOptions,
  registry: Registry,
): Output | undefined =>
  output === undefined ? undefined : (maker(registry).make("output", output, chosen) as Output);
