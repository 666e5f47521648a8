import {
  add,
  mul,
  reshape,
  sigmoid,
  split,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tanh,
  tensor2d,
  tidy,
  unstack,
  zeros,
} from "@tensorflow/tfjs-core";
import type { Batch, Scope, Sizes, TextBatch } from "@textvae/core/plugin";
import { embeddingOf, fanInInitializer, type TokenEmbedding } from "@textvae/layers";
import { linear } from "@textvae/ops";

export interface GruOptions {
  readonly embedding: number | TokenEmbedding;
  readonly hidden: number;
}

/**
 * A gated recurrent unit over the words of a sentence, with x the word vector and G = 3H:
 *
 *   r, u, x′ = x·W + b,  h_r, h_u, h_n = h·U + c
 *   r = σ(r + h_r),  u = σ(u + h_u),  n = tanh(x′ + r ⊙ h_n),  h ← u ⊙ h + (1 − u) ⊙ n
 *
 * A sentence that has ended keeps its state.
 */
export const buildGru = (
  scope: Scope,
  sizes: Sizes,
  { embedding: given, hidden }: GruOptions,
): ((batch: Batch) => Tensor2D) => {
  const embedding = embeddingOf(given);
  const embed = embedding.build(scope, sizes);
  const gates = 3 * hidden;
  const matrix = (name: string, rows: number) =>
    scope.variable(name, [rows, gates], fanInInitializer) as Tensor2D;
  const vector = (name: string) => scope.variable(name, [gates], fanInInitializer) as Tensor1D;
  const kernel_EG = matrix("kernel", embedding.size);
  const recurrent_HG = matrix("recurrent", hidden);
  const [bias_G, recurrentBias_G] = [vector("bias"), vector("recurrentBias")];

  const step = (x_BG: Tensor, h_BH: Tensor2D): Tensor => {
    const [xr, xu, xn] = split(x_BG, 3, 1) as [Tensor, Tensor, Tensor];
    const fed_BG = linear(h_BH, recurrent_HG, recurrentBias_G);
    const [hr, hu, hn] = split(fed_BG, 3, 1) as [Tensor, Tensor, Tensor];
    const u = sigmoid(add(xu, hu));
    const n = tanh(add(xn, mul(sigmoid(add(xr, hr)), hn)));
    return add(mul(u, h_BH), mul(sub(1, u), n));
  };

  return (batch) =>
    tidy(() => {
      const text = batch.text as TextBatch;
      const x_RG = linear(embed(wordsByTime(text, sizes.vocabulary.eos)), kernel_EG, bias_G);
      const x_TBG = reshape(x_RG, [text.time, batch.size, gates]);
      let h_BH = zeros([batch.size, hidden]) as Tensor2D;
      for (const [t, x_BG] of unstack(x_TBG).entries()) {
        const goesOn_B1 = tensor2d(
          text.lengths_B.map((length) => (t < length ? 1 : 0)),
          [batch.size, 1],
        );
        h_BH = add(mul(goesOn_B1, step(x_BG, h_BH)), mul(sub(1, goesOn_B1), h_BH));
      }
      return h_BH;
    });
};

/** The ids of a batch step after step, `t·B + b`; beyond a sentence stands its end. */
const wordsByTime = ({ tokens_BT, lengths_B, time }: TextBatch, eos: number): Int32Array => {
  const rows = lengths_B.length;
  const ids_TB = new Int32Array(time * rows).fill(eos);
  lengths_B.forEach((length, row) => {
    for (let t = 0; t < length; t++) ids_TB[t * rows + row] = tokens_BT[row * time + t] as number;
  });
  return ids_TB;
};
