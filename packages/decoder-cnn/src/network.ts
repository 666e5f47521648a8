import { relu, type Tensor2D } from "@tensorflow/tfjs-core";
import type { BuiltOutput, Scope, Sizes } from "@textvae/core";
import { buildOutput, embeddingOf, linearHead, sideBySide } from "@textvae/layers";
import { blankOf } from "@textvae/text";
import { buildBlock, type Convolve } from "./block.ts";
import { type CnnDecoderOptions, DILATIONS } from "./options.ts";

interface Feed {
  /** Fed ids. */
  readonly ids_N: Int32Array;
  /** What stands beside each of them: z and c. */
  readonly side_NX: Tensor2D | undefined;
  readonly convolve: Convolve;
  readonly drop?: (x: Tensor2D) => Tensor2D;
}

/** The decoder's parameters at work: words in, features of the next word out. */
export interface Network {
  readonly sizes: Sizes;
  /** Probabilities of words of features. */
  readonly output: BuiltOutput;
  /** `[N, H]` */
  run(feed: Feed): Tensor2D;
}

export const buildNetwork = (scope: Scope, sizes: Sizes, options: CnnDecoderOptions): Network => {
  const { hidden, inputless, dilations } = options;
  const { vocabulary, condition, latent } = sizes;
  const embedding = embeddingOf(options.embedding);
  const embed = embedding.build(scope, sizes);
  const input = linearHead(scope.child("input"), embedding.size + latent + condition, hidden);
  const blocks = (typeof dilations === "string" ? DILATIONS[dilations] : dilations).map(
    (dilation, index) => buildBlock(scope.child(String(index)), options, dilation),
  );
  const { table_VE } = embed;
  const output = buildOutput(options.output, scope, { vocabulary, features: hidden, table_VE });

  return {
    sizes,
    output,
    run({ ids_N, side_NX, convolve, drop = (x) => x }) {
      const words = inputless ? embed(ids_N.map(() => blankOf(vocabulary))) : drop(embed(ids_N));
      const first_NH = input(sideBySide([words, side_NX]) as Tensor2D);
      return drop(relu(blocks.reduce((h_NH, block) => block(h_NH, convolve, drop), first_NH)));
    },
  };
};
