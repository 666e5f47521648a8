import type { Condition, ModelParts, Prior, Registry } from "@textvae/core";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { priorNetwork, recognition, type TokenEmbedding } from "@textvae/layers";
import * as z from "zod";
import { latentOptions, latentPartsOf } from "./latent.ts";
import { networkOptions } from "./options.ts";
import { sentenceDecoder } from "./sentence-decoder.ts";

const width = z.int().min(1);

/** What conditional models with a prior network share. */
export const conditionalOptions = {
  ...latentOptions,
  prior: latentOptions.prior.default("gaussian"),
  ...networkOptions,
  embedding: networkOptions.embedding.default(200),
  dropout: networkOptions.dropout.default(0),
  encoderHidden: width.default(300).describe("width of each direction of the encoder"),
  priorHidden: width.default(400).describe("width of the prior network's layer"),
};
type ConditionalOptions = z.output<z.ZodObject<typeof conditionalOptions>>;

/** q(z|x, c) from a two-way encoder, p(z|c) from a prior network, and p(x|z, c). */
export const conditionalNetwork = (
  chosen: ConditionalOptions,
  registry: Registry,
  { condition, embedding, size }: ConditionalNetwork,
): ModelParts & Required<Pick<ModelParts, "condition">> => {
  const { dropout, encoderHidden } = chosen;
  const { prior: family, ...latent } = latentPartsOf(chosen, registry, { size });
  const encoder = lstmEncoder({ embedding, hidden: encoderHidden, bidirectional: true, dropout });
  return {
    condition,
    encoder: recognition(encoder, condition),
    prior: priorNetwork(family as Prior, { hidden: [chosen.priorHidden] }),
    ...latent,
    decoder: sentenceDecoder(chosen, registry, { embedding }),
  };
};

interface ConditionalNetwork {
  readonly condition: Condition;
  readonly embedding: TokenEmbedding;
  /** Width of the code where none is chosen. */
  readonly size: number;
}
