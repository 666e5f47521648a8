import type { AnyPlugin } from "@textvae/core/plugin";
import { auxiliaryDecoder } from "./auxiliary.ts";
import { tokenEmbedding } from "./embedding.ts";
import { softmaxOutput } from "./output.ts";
import { networkPrior } from "./prior-network.ts";
import { recognitionEncoder } from "./recognition.ts";

/** What parts of models are made of, as plugins: embedding, softmax, and parts around parts. */
export const compositions: readonly AnyPlugin[] = [
  tokenEmbedding,
  softmaxOutput,
  auxiliaryDecoder,
  networkPrior,
  recognitionEncoder,
];
