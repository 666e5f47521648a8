import {
  neg,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import { type Batch, type Context, checkConditioning, type TextBatch } from "@textvae/core";
import { dropout } from "@textvae/layers";
import { gatherRows } from "@textvae/ops";
import { blankOf, dropWords, sumByItem } from "@textvae/text";
import { teacherForcing } from "./feed.ts";
import type { Network } from "./network.ts";
import type { LstmDecoderOptions } from "./options.ts";

/** log p(x|z) = Σ_t log p(w_t | w_<t, z, c) in nats, `[B]`; only scored tokens cost a softmax. */
export const logProb = (
  network: Network,
  { dropout: rate, wordDropout, inputless }: LstmDecoderOptions,
  batch: Batch,
  z_BZ: Tensor2D | undefined,
  { rng, training, c_BC }: Context,
): Tensor1D =>
  tidy(() => {
    const { sizes, hidden, output } = network;
    checkConditioning("lstm.logProb", sizes, batch.size, z_BZ, c_BC);
    const text = batch.text as TextBatch;
    const { inputs_TB, scored_N, targets_N } = teacherForcing(text, sizes.vocabulary);
    const drop = <T extends Tensor>(x: T): T =>
      training ? dropout(x, rate, rng.stream("decoder.dropout")) : x;
    const fed_TB =
      training && !inputless
        ? dropWords(inputs_TB, (position) => position < batch.size, {
            rate: wordDropout,
            unk: blankOf(sizes.vocabulary),
            rng: rng.stream("decoder.words"),
          })
        : inputs_TB;

    const { h_TBH } = network.run(network.begin(z_BZ, c_BC, batch.size), {
      inputs_TB: fed_TB,
      lengths_B: text.lengths_B,
      drop,
    });
    const h_NH = drop(gatherRows(reshape(h_TBH, [-1, hidden]), scored_N));
    return neg(sumByItem(output.crossEntropy(h_NH, targets_N), text));
  });
