import { neg, type Tensor1D, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { type Batch, type Context, checkConditioning, type TextBatch } from "@textvae/core";
import { dropout, sideBySide } from "@textvae/layers";
import { causalConvolution, gatherRows } from "@textvae/ops";
import { blankOf, dropWords, sumByItem } from "@textvae/text";
import { teacherForcing } from "./feed.ts";
import type { Network } from "./network.ts";
import type { CnnDecoderOptions } from "./options.ts";

/** log p(x|z) = Σ_t log p(w_t | w_<t, z, c) in nats, `[B]`; padding has no rows at all. */
export const logProb = (
  network: Network,
  { dropout: rate, wordDropout, inputless }: CnnDecoderOptions,
  batch: Batch,
  z_BZ: Tensor2D | undefined,
  { rng, training, c_BC }: Context,
): Tensor1D =>
  tidy(() => {
    const { sizes, output } = network;
    checkConditioning("cnn.logProb", sizes, batch.size, z_BZ, c_BC);
    const text = batch.text as TextBatch;
    const { lengths_B } = text;
    const { inputs_N, targets_N, items_N } = teacherForcing(text, sizes.vocabulary);
    const ids_N =
      training && !inputless
        ? dropWords(inputs_N, (n) => n === 0 || items_N[n] !== items_N[n - 1], {
            rate: wordDropout,
            unk: blankOf(sizes.vocabulary),
            rng: rng.stream("decoder.words"),
          })
        : inputs_N;
    const side_BX = sideBySide([z_BZ, c_BC]);
    const noise = rng.stream("decoder.dropout");

    const h_NH = network.run({
      ids_N,
      side_NX: side_BX && gatherRows(side_BX, items_N),
      convolve: ({ kernel_KFF, bias_F, dilation }, x_NI) =>
        causalConvolution({ x_NI, kernel_KIO: kernel_KFF, bias_O: bias_F, dilation, lengths_B }),
      drop: (x) => (training ? dropout(x, rate, noise) : x),
    });
    return neg(sumByItem(output.crossEntropy(h_NH, targets_N), text));
  });
