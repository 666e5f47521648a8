import { reshape, type Tensor2D } from "@tensorflow/tfjs-core";
import { checkConditioning, type GenerateOptions } from "@textvae/core";
import { checkGenerateRequest, generateSentences, type StepModel } from "@textvae/text";
import type { DecoderState, Network } from "./network.ts";

/**
 * Ids of `count` sentences without the end of sentence, at most `maxLength` words each.
 * Throws `OPTION` for a request out of range and `SHAPE` for codes that do not fit it.
 */
export const generate = async (
  network: Network,
  z_BZ: Tensor2D | undefined,
  options: GenerateOptions,
): Promise<number[][]> => {
  const request = checkGenerateRequest("lstm.generate", options);
  const { sizes } = network;
  checkConditioning("lstm.generate", sizes, request.count, z_BZ, options.c_BC);
  return generateSentences(stepModel(network, z_BZ, options.c_BC, request.count), request, {
    eos: sizes.vocabulary.eos,
    rng: options.rng,
  });
};

/** The network one word at a time. */
export const stepModel = (
  network: Network,
  z_BZ: Tensor2D | undefined,
  c_BC: Tensor2D | undefined,
  rows: number,
): StepModel<DecoderState> => ({
  begin: () => network.begin(z_BZ, c_BC, rows),
  step(state, ids_R) {
    const lengths_B = new Int32Array(ids_R.length).fill(1);
    const { h_TBH, states } = network.run(state, { inputs_TB: ids_R, lengths_B });
    const h_RH = reshape(h_TBH, [ids_R.length, network.hidden]) as Tensor2D;
    return {
      logits_RV: network.output.logits(h_RH),
      state: { ...state, states },
    };
  },
});
