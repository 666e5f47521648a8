import type { ModelParts, Registry } from "@textvae/core";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { type TokenEmbedding, tokenEmbedding } from "@textvae/layers";
import type { z } from "zod";
import { type LatentOptions, latentPartsOf } from "./latent.ts";
import type { networkOptions } from "./options.ts";
import { sentenceDecoder } from "./sentence-decoder.ts";

type NetworkOptions = z.output<z.ZodObject<typeof networkOptions>>;

export interface SentenceNetworkSharing {
  /** Word vectors that other parts use too; default: the network's own. */
  readonly embedding?: TokenEmbedding;
  /** Whether the encoder reads the model's condition beside each word; the decoder always does. */
  readonly encoderCondition?: "ignored" | "input";
}

/**
 * The LSTM encoder and decoder of the vMF paper's sentence models, around one word embedding.
 * Throws `PLUGIN` for an unknown output.
 */
export const sentenceNetwork = (
  chosen: NetworkOptions,
  registry: Registry,
  {
    embedding = tokenEmbedding({ size: chosen.embedding }),
    encoderCondition,
  }: SentenceNetworkSharing = {},
): Required<Pick<ModelParts, "encoder" | "decoder">> => {
  const { hidden, dropout } = chosen;
  return {
    encoder: lstmEncoder({
      embedding,
      hidden,
      dropout,
      reads: "feed",
      summary: "hidden-cell",
      condition: encoderCondition,
    }),
    decoder: sentenceDecoder(chosen, registry, { embedding, latent: "both" }),
  };
};

/** That network with the latent family that the options name. Throws `PLUGIN` for unknown ones. */
export const sentenceVaeParts = (
  chosen: NetworkOptions & LatentOptions,
  registry: Registry,
): ModelParts => ({
  ...sentenceNetwork(chosen, registry),
  ...latentPartsOf(chosen, registry),
});
