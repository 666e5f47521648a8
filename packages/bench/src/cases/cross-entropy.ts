import {
  dispose,
  grads,
  mean,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  zeros,
} from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { vocabularyCrossEntropy } from "@textvae/ops";
import { type Case, tokensOf } from "./case.ts";
import { randomIds } from "./model.ts";

/** The projection to the vocabulary with its loss, and the gradients by h, W and b. */
export const crossEntropy: Case = {
  name: "cross-entropy",
  description: "projection to the vocabulary, loss, and gradients",
  work: { unit: "tokens", amount: tokensOf },
  prepare(sizes) {
    const { hidden, vocabulary } = sizes;
    const rng = createRng(6);
    const targets = randomIds(tokensOf(sizes), vocabulary);
    const inputs: Tensor[] = [
      rng.normal([targets.length, hidden]),
      rng.uniform([hidden, vocabulary]),
      zeros([vocabulary]),
    ];
    const gradients = grads((h_NH, kernel_HV, bias_V) =>
      mean(
        vocabularyCrossEntropy(
          h_NH as Tensor2D,
          kernel_HV as Tensor2D,
          bias_V as Tensor1D,
          targets,
        ),
      ),
    );
    return { run: () => dispose(gradients(inputs)), dispose: () => dispose(inputs) };
  },
};
