import { type ModelParts, type Registry, tokenEmbedding } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { lstmEncoder } from "@textvae/encoder-lstm";
import type { z } from "zod";
import { type LatentOptions, type LatentPresets, latentPartsOf } from "./latent.ts";
import type { networkOptions } from "./options.ts";

type NetworkOptions = z.output<z.ZodObject<typeof networkOptions>>;

/** The LSTM encoder and decoder of the vMF paper's sentence models, around one word embedding. */
export const sentenceNetwork = (
  chosen: NetworkOptions,
): Required<Pick<ModelParts, "encoder" | "decoder">> => {
  const { hidden, layers, dropout, inputless, wordDropout } = chosen;
  const embedding = tokenEmbedding({ size: chosen.embedding });
  return {
    encoder: lstmEncoder({ embedding, hidden, dropout, reads: "feed", summary: "hidden-cell" }),
    decoder: lstmDecoder({
      embedding,
      hidden,
      layers,
      dropout,
      inputless,
      wordDropout,
      latent: "both",
    }),
  };
};

/** That network with the latent family that the options name. Throws `PLUGIN` for unknown ones. */
export const sentenceVaeParts = (
  chosen: NetworkOptions & LatentOptions,
  registry: Registry,
  presets: LatentPresets = {},
): ModelParts => ({ ...sentenceNetwork(chosen), ...latentPartsOf(chosen, registry, presets) });
