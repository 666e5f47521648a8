import type { Tensor2D } from "@tensorflow/tfjs-core";
import { checkConditioning, type GenerateOptions } from "@textvae/core";
import type { Network } from "../network.ts";
import { beamSearch } from "./beam.ts";
import { createCursor } from "./cursor.ts";
import { checkRequest } from "./options.ts";
import { generateWordByWord, greedy, sample } from "./word-by-word.ts";

/**
 * Ids of `count` sentences without the end of sentence, at most `maxLength` words each.
 * Throws `OPTION` for a request out of range and `SHAPE` for codes that do not fit it.
 */
export const generate = async (
  network: Network,
  z_BZ: Tensor2D | undefined,
  options: GenerateOptions,
): Promise<number[][]> => {
  const request = checkRequest(options);
  const { count, strategy } = request;
  const { sizes } = network;
  const { eos } = sizes.vocabulary;
  checkConditioning("lstm.generate", sizes, count, z_BZ, options.c_BC);

  const cursor = createCursor(network, z_BZ, options.c_BC, count);
  try {
    switch (strategy.kind) {
      case "greedy":
        return await generateWordByWord(cursor, request, eos, greedy);
      case "sample":
        return await generateWordByWord(cursor, request, eos, () =>
          sample(strategy, count, options.rng),
        );
      case "beam":
        return await beamSearch(cursor, request, strategy, eos);
    }
  } finally {
    cursor.dispose();
  }
};
