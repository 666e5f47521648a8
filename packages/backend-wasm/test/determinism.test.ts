import {
  backend,
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
import { wasm } from "@textvae/backend-wasm";
import { createRng } from "@textvae/core";
import { lstm, vocabularyCrossEntropy } from "@textvae/ops";
import { beforeAll, describe, expect, test } from "vitest";
import { bits, supported } from "./helpers.ts";

/** The gradients of a loss that runs an LSTM and the cross-entropy over a vocabulary, as one vector. */
const trainingGradients = (): Tensor => {
  const rng = createRng(4);
  const [time, batch, embedding, features, words] = [5, 3, 7, 9, 21];
  const lengths_B = Int32Array.of(5, 2, 4);
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

describe.each(supported)("%s kernels", (kernels) => {
  beforeAll(async () => {
    expect((await wasm({ kernels }).start()).facts.kernels).toBe(kernels);
  });

  test("gradients of a model are the same bits every time", async () => {
    const first = await bits(trainingGradients());
    expect(await bits(trainingGradients())).toEqual(first);
  });

  test("gradients of a model leave no memory behind", () => {
    const count = backend().numDataIds();
    for (let i = 0; i < 3; i++) trainingGradients().dispose();
    expect(backend().numDataIds()).toBe(count);
  });
});

test("all variants with fused multiply-add give the same bits", async () => {
  const results: Uint32Array[] = [];
  for (const kernels of supported.filter((name) => name !== "plain")) {
    await wasm({ kernels }).start();
    results.push(await bits(trainingGradients()));
  }
  for (const result of results) expect(result).toEqual(results[0]);
});
