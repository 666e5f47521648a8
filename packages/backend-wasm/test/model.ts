import {
  concat,
  grads,
  reshape,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
} from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { lstm, vocabularyCrossEntropy } from "@textvae/ops";

const SMALL = { time: 5, batch: 3, embedding: 7, features: 9, words: 21 };

/** The gradients of a loss that runs an LSTM and the cross-entropy over a vocabulary, as one vector. */
export const trainingGradients = (sizes: typeof SMALL = SMALL): Tensor => {
  const { time, batch, embedding, features, words } = sizes;
  const rng = createRng(4);
  const lengths_B = Int32Array.from({ length: batch }, (_, b) => time - ((3 * b) % time));
  const loss = (...inputs: Tensor[]) => {
    const [x, kernel, recurrent, bias, h0, c0, projection, offset] = inputs;
    const { h_TBH, c_BH } = lstm({
      x_TBE: x as Tensor3D,
      kernel_EG: kernel as Tensor2D,
      recurrent_HG: recurrent as Tensor2D,
      bias_G: bias as Tensor1D,
      h0_BH: h0 as Tensor2D,
      c0_BH: c0 as Tensor2D,
      lengths_B,
    });
    const targets = Int32Array.from({ length: time * batch }, (_, row) => (5 * row) % words);
    const h_NH = reshape(h_TBH, [-1, features]) as Tensor2D;
    const nll_N = vocabularyCrossEntropy(h_NH, projection as Tensor2D, offset as Tensor1D, targets);
    return sum(concat([nll_N, reshape(c_BH, [-1])]));
  };
  return tidy(() => {
    const inputs = [
      [time, batch, embedding],
      [embedding, 4 * features],
      [features, 4 * features],
      [4 * features],
      [batch, features],
      [batch, features],
      [features, words],
      [words],
    ].map((shape) => rng.normal(shape));
    return concat(grads(loss)(inputs).map((gradient) => reshape(gradient, [-1])));
  });
};
