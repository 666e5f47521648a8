import type { Decoder, Registry } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import type { TokenEmbedding } from "@textvae/layers";
import type { z } from "zod";
import type { networkOptions } from "./options.ts";
import { outputOf } from "./outputs.ts";

type NetworkOptions = z.output<z.ZodObject<typeof networkOptions>>;

interface SentenceDecoding {
  /** Word vectors that other parts use, too; default: a table of the decoder's own. */
  readonly embedding?: TokenEmbedding;
  /** Where the code goes; the decoder's default when absent. */
  readonly latent?: "both";
}

/** The LSTM decoder that the options of a network describe. Throws `PLUGIN` for an unknown output. */
export const sentenceDecoder = (
  chosen: NetworkOptions,
  registry: Registry,
  given: SentenceDecoding = {},
): Decoder => {
  const { embedding, hidden, layers, dropout, inputless, wordDropout } = chosen;
  return lstmDecoder({
    ...{ embedding, hidden, layers, dropout, inputless, wordDropout },
    output: outputOf(chosen, registry),
    ...given,
  });
};
