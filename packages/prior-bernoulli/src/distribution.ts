import {
  add,
  cast,
  less,
  mul,
  reshape,
  sigmoid,
  softplus,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import type { Distribution } from "@textvae/core";
import { straightThrough } from "@textvae/ops";

/** How one Bernoulli distribution knows another, whichever copy of this package made it. */
const LOGITS = Symbol.for("@textvae/prior-bernoulli/logits");

/**
 * Z independent bits per batch row, each 1 with probability q = σ(l):
 *
 *   log q(z) = Σᵢ ( zᵢ lᵢ − softplus(lᵢ) ),   z ∈ {0, 1}^Z
 *
 * Samples are 1[u < q], exactly 0 or 1, and pass gradients on as if they were q: straight-through,
 * z̃ = q + stop(z − q), biased unless the loss is linear in z. `entropy` is
 * Σᵢ ( softplus(lᵢ) − qᵢlᵢ ). `klTo` any other Bernoulli is exact, per dimension `[B, Z]`, in
 * nats; a p of batch 1 serves every row. The logits are borrowed and must live as long as the
 * distribution.
 *
 * Source: Y. Bengio, N. Léonard, A. Courville, Estimating or Propagating Gradients Through
 * Stochastic Neurons for Conditional Computation (2013), https://arxiv.org/abs/1308.3432.
 *
 * @example
 * const q = bernoulliFromLogits(tensor2d([[2, -1, 0]]));
 * const z_BZ = q.sample(createRng(1));
 */
export const bernoulliFromLogits = (logits_BZ: Tensor2D): Distribution => {
  const [batch, size] = logits_BZ.shape;
  return Object.freeze<Distribution>({
    [LOGITS]: logits_BZ,
    eventShape: [size],
    batch,
    support: "binary",
    gradient: "straight-through",
    sample: (rng, n = 1) =>
      tidy(() => {
        const q_NZ = tile(sigmoid(logits_BZ), [n, 1]);
        const bits_NZ = cast(less(rng.uniform([n * batch, size]), q_NZ), "float32");
        return straightThrough(bits_NZ as Tensor2D, q_NZ);
      }),
    logProb: (z_BZ) =>
      tidy(() => {
        const z_SBZ = reshape(z_BZ, [-1, batch, size]);
        const terms_SBZ = sub(mul(z_SBZ, logits_BZ), softplus(logits_BZ));
        return reshape(sum(terms_SBZ, 2), [-1]) as Tensor1D;
      }),
    mean: () => sigmoid(logits_BZ),
    entropy: () =>
      tidy(() => {
        const expected_BZ = mul(sigmoid(logits_BZ), logits_BZ);
        return sum(sub(softplus(logits_BZ), expected_BZ), 1) as Tensor1D;
      }),
    klTo: (p) => {
      const other_BZ = logitsOf(p);
      return other_BZ && tidy(() => klPerDimension(logits_BZ, other_BZ));
    },
  } as Distribution);
};

const logitsOf = (p: Distribution): Tensor2D | undefined =>
  (p as { readonly [LOGITS]?: Tensor2D })[LOGITS];

/** q(l_q − l_p) + softplus(l_p) − softplus(l_q): finite for any finite logits. */
const klPerDimension = (q_BZ: Tensor2D, p_BZ: Tensor2D): Tensor =>
  add(mul(sigmoid(q_BZ), sub(q_BZ, p_BZ)), sub(softplus(p_BZ), softplus(q_BZ)));
