import { concat, reshape, type Tensor2D, zerosLike } from "@tensorflow/tfjs-core";
import { checkConditioning, type GenerateOptions } from "@textvae/core";
import { sideBySide } from "@textvae/layers";
import { linear } from "@textvae/ops";
import { checkGenerateRequest, generateSentences, type StepModel } from "@textvae/text";
import type { Convolution } from "./block.ts";
import type { Network } from "./network.ts";

/** What a decoder in the middle of R sentences remembers. */
export interface Memory {
  /** z and c beside each other. */
  readonly side_RX: Tensor2D | undefined;
  /** For each convolution its last inputs `[R, F]`, oldest first, as many as it reaches back. */
  readonly past: readonly (readonly Tensor2D[])[];
}

/**
 * Ids of `count` sentences without the end of sentence, at most `maxLength` words each.
 * Throws `OPTION` for a request out of range and `SHAPE` for codes that do not fit it.
 */
export const generate = async (
  network: Network,
  z_BZ: Tensor2D | undefined,
  options: GenerateOptions,
): Promise<number[][]> => {
  const request = checkGenerateRequest("cnn.generate", options);
  const { sizes } = network;
  checkConditioning("cnn.generate", sizes, request.count, z_BZ, options.c_BC);
  return generateSentences(stepModel(network, z_BZ, options.c_BC), request, {
    eos: sizes.vocabulary.eos,
    rng: options.rng,
  });
};

/** The network one word at a time; nothing of the past is computed again. */
export const stepModel = (
  network: Network,
  z_BZ: Tensor2D | undefined,
  c_BC: Tensor2D | undefined,
): StepModel<Memory> => ({
  begin: () => ({ side_RX: sideBySide([z_BZ, c_BC]), past: [] }),
  step({ side_RX, past }, ids_R) {
    const next: Tensor2D[][] = [];
    const convolve = (convolution: Convolution, x_RF: Tensor2D): Tensor2D => {
      const before = past[next.length] ?? [];
      next.push(remembered(convolution, [...before, x_RF]));
      return convolveLast(convolution, before, x_RF);
    };
    const h_RH = network.run({ ids_N: ids_R, side_NX: side_RX, convolve });
    return {
      logits_RV: network.output.logits(h_RH),
      state: { side_RX, past: next },
    };
  },
});

const remembered = ({ kernel_KFF, dilation }: Convolution, inputs: Tensor2D[]): Tensor2D[] => {
  const reach = (kernel_KFF.shape[0] - 1) * dilation;
  return inputs.slice(Math.max(0, inputs.length - reach));
};

/** The convolution at the newest step; what was before the first word is zero. */
const convolveLast = (
  { kernel_KFF, bias_F, dilation }: Convolution,
  before: readonly Tensor2D[],
  x_RF: Tensor2D,
): Tensor2D => {
  const [taps, inputs, outputs] = kernel_KFF.shape;
  const seen = Array.from({ length: taps }, (_, k) =>
    k === 0 ? x_RF : (before.at(-k * dilation) ?? zerosLike(x_RF)),
  );
  const kernel_XF = reshape(kernel_KFF, [taps * inputs, outputs]) as Tensor2D;
  return linear(concat(seen, 1), kernel_XF, bias_F);
};
