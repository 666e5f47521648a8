import { type Experiment, elbo, type ModelParts, type Schedule } from "@textvae/core";
import { bowDecoder } from "@textvae/decoder-bow";
import { kl } from "@textvae/divergence-kl";
import { bowEncoder } from "@textvae/encoder-bow";
import * as z from "zod";
import {
  type OptimizerOptions,
  optimizerOf,
  optimizerOptions,
  termWeight,
  untilOf,
} from "./options.ts";

const count = z.int().min(1);

/** The network of document models, on bags of words. */
export const documentOptions = {
  hidden: count.default(400).describe("width of the encoder's layers"),
  layers: count.default(1).describe("layers of the encoder"),
  decoderHidden: z
    .int()
    .min(0)
    .default(400)
    .describe("width of the decoder's layer; 0: a linear softmax"),
  dropout: z.number().min(0).max(0.95).default(0.1).describe("dropout on the encoder's layers"),
  inputDropout: z
    .number()
    .min(0)
    .max(0.95)
    .default(0)
    .describe("dropout on the words that the encoder reads"),
  reads: z
    .enum(["counts", "presence", "frequencies", "log", "tf-idf"])
    .default("counts")
    .describe("what the encoder reads of a count"),
  samples: count.default(3).describe("posterior samples"),
};
type DocumentOptions = z.output<z.ZodObject<typeof documentOptions>>;

/** What the options of the optimiser default to where the SGD of document models is the published one. */
export const documentOptimizerOptions = {
  ...optimizerOptions,
  learningRate: optimizerOptions.learningRate.describe("default: 1 for sgd, 0.001 for adam"),
  decay: optimizerOptions.decay.describe(
    "divides the rate at a validation without a new best; default: 1.1 for sgd, 1 for adam",
  ),
  clip: optimizerOptions.clip.describe("largest gradient norm; default: 1 for sgd, 5 for adam"),
  batchSize: optimizerOptions.batchSize.describe("documents per update"),
};

/** Models for semantic hashing: the linear decoder makes near codes near documents. */
export const hashingOptions = {
  ...documentOptions,
  hidden: documentOptions.hidden.default(500),
  decoderHidden: documentOptions.decoderHidden.default(0),
  reads: documentOptions.reads.default("tf-idf"),
  samples: documentOptions.samples.default(1),
  beta: termWeight.default(1).describe("weight of the KL while training"),
  ...documentOptimizerOptions,
  optimizer: documentOptimizerOptions.optimizer.default("adam"),
  batchSize: documentOptimizerOptions.batchSize.default(100),
};

/**
 * Of binary codes: an encoder that reads which words are there, half of them at a time, puts more of a document's kind
 * into its code than one that reads how often.
 */
export const bitsOptions = {
  ...hashingOptions,
  reads: hashingOptions.reads.default("presence"),
  inputDropout: hashingOptions.inputDropout.default(0.5),
};

/** SGD of the vMF paper's document models. */
const NVDM = { learningRate: 1, clip: 1, divide: 1.1 } as const;

export interface DocumentModel extends Required<Pick<ModelParts, "prior">> {
  readonly flows?: ModelParts["flows"];
  /** Weight of the KL while training. */
  readonly beta: number | Schedule;
  readonly notes?: readonly string[];
}

/** A document VAE: that network around a latent family, evaluated on the ELBO. */
export const documentPlan = (
  chosen: DocumentOptions & OptimizerOptions,
  { prior, flows, beta, notes = [] }: DocumentModel,
): Experiment => {
  const { hidden, layers, decoderHidden, dropout, inputDropout, reads, samples } = chosen;
  const terms = { divergence: kl(), samples } as const;
  return {
    parts: {
      encoder: bowEncoder({
        hidden: Array<number>(layers).fill(hidden),
        dropout,
        inputDropout,
        reads,
      }),
      prior,
      ...(flows && { flows }),
      decoder: bowDecoder({ hidden: decoderHidden === 0 ? [] : [decoderHidden] }),
    },
    objective: elbo({ ...terms, beta }),
    evaluation: elbo(terms),
    optimizer: optimizerOf(chosen, NVDM),
    batchSize: chosen.batchSize,
    until: untilOf(chosen),
    notes,
  };
};

/** What a reader of a hashing model's numbers must know. */
export const hashingNotes = ({ beta, noise }: { beta: number; noise?: boolean }): string[] => [
  ...(beta === 1 ? [] : [`trained with β = ${beta}; the numbers are those of weight 1, a bound`]),
  ...(noise ? ["trained with noise on the codes, evaluated on bits without it, a bound"] : []),
];
