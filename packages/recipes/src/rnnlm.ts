import { checkOptions } from "@textvae/core";
import { likelihood } from "@textvae/objectives";
import * as z from "zod";
import { optimizerOf, untilOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { scheduled, scheduledOptions } from "./schedule.ts";
import { sentenceDecoder } from "./sentence-decoder.ts";

const options = z.strictObject(scheduledOptions);

/** The recurrent language model: the decoder of `nvrnn` without a code. */
export const rnnlm: Recipe<typeof options> = defineRecipe({
  name: "rnnlm",
  description: "LSTM language model, the baseline without a latent code",
  paper: {
    title: "Recurrent neural network based language model",
    year: 2010,
    url: "https://doi.org/10.21437/Interspeech.2010-343",
  },
  options,
  settled: scheduled,
  create(input, registry) {
    const chosen = scheduled(checkOptions(options, input, "rnnlm"));
    return {
      parts: { decoder: sentenceDecoder(chosen, registry) },
      objective: likelihood(),
      evaluation: likelihood(),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: [],
    };
  },
});
