import type { Rng } from "@textvae/core";
import { beamSearch } from "./beam.ts";
import { createCursor } from "./cursor.ts";
import type { GenerateRequest } from "./request.ts";
import type { StepModel } from "./step-model.ts";
import { generateWordByWord, greedy, sample } from "./word-by-word.ts";

/**
 * Ids of `count` sentences without the end of sentence, at most `maxLength` words each: the
 * loops of greedy, sampled and beam generation around the steps of a decoder.
 *
 * @example
 * const request = checkGenerateRequest("mine.generate", options);
 * const sentences = await generateSentences({ begin, step }, request, { eos, rng });
 */
export const generateSentences = async <State>(
  model: StepModel<State>,
  request: GenerateRequest,
  { eos, rng }: { readonly eos: number; readonly rng: Rng },
): Promise<number[][]> => {
  const { count, strategy } = request;
  const cursor = createCursor(model);
  try {
    switch (strategy.kind) {
      case "greedy":
        return await generateWordByWord(cursor, request, eos, greedy);
      case "sample":
        return await generateWordByWord(cursor, request, eos, () => sample(strategy, count, rng));
      case "beam":
        return await beamSearch(cursor, request, strategy, eos);
    }
  } finally {
    cursor.dispose();
  }
};
