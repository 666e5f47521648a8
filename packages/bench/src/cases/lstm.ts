import {
  dispose,
  grads,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  zeros,
} from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { lstm } from "@textvae/ops";
import { type Case, tokensOf } from "./case.ts";

/** The decoder's LSTM over a batch, with the gradients by its inputs and parameters. */
export const sequence: Case = {
  name: "lstm",
  description: "the decoder's LSTM over a batch and its gradients",
  work: { unit: "tokens", amount: tokensOf },
  prepare({ embedding, latent, hidden, batch, time }) {
    const rng = createRng(5);
    const lengths_B = new Int32Array(batch).fill(time);
    const state = () => zeros([batch, hidden]);
    const inputs: Tensor[] = [
      rng.normal([time, batch, embedding + latent]),
      rng.uniform([embedding + latent, 4 * hidden]),
      rng.uniform([hidden, 4 * hidden]),
      zeros([4 * hidden]),
      state(),
      state(),
    ];
    const gradients = grads((x_TBE, kernel_EG, recurrent_HG, bias_G, h0_BH, c0_BH) => {
      const { h_TBH } = lstm({
        x_TBE: x_TBE as Tensor3D,
        kernel_EG: kernel_EG as Tensor2D,
        recurrent_HG: recurrent_HG as Tensor2D,
        bias_G: bias_G as Tensor1D,
        h0_BH: h0_BH as Tensor2D,
        c0_BH: c0_BH as Tensor2D,
        lengths_B,
      });
      return sum(h_TBH);
    });
    return { run: () => dispose(gradients(inputs)), dispose: () => dispose(inputs) };
  },
};
