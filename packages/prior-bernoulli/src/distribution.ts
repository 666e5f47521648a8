import {
  add,
  cast,
  concat,
  greater,
  less,
  matMul,
  maximum,
  neg,
  reshape,
  sigmoid,
  softplus,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import {
  bySample,
  checkTogether,
  type Distribution,
  knownTogether,
  TextvaeError,
} from "@textvae/core";
import { entropyOfBits, klOfBits, straightThrough, weightedLog } from "@textvae/ops";

/** How one Bernoulli distribution knows another, whichever copy of this package made it. */
const LOGITS = Symbol.for("@textvae/prior-bernoulli/logits");

/**
 * Z independent bits per batch row, each 1 with probability q = σ(l):
 *
 *   log q(z) = Σᵢ ( zᵢ log σ(lᵢ) + (1 − zᵢ) log σ(−lᵢ) ),   z ∈ {0, 1}^Z
 *
 * Samples are 1[u < q], exactly 0 or 1, and pass gradients on as if they were q: straight-through,
 * z̃ = q + stop(z − q), biased unless the loss is linear in z. `klTo` any other Bernoulli is exact,
 * per dimension `[B, Z]`, in nats, never negative and accurate where the two are close; a p of
 * batch 1 serves every row. A logit of ±∞ is a certain bit: it has no entropy, the other value has
 * log q = −∞, and the KL to a p that excludes what it says is ∞ (`crossEntropyTo`: of the order of 1e30). The logits are borrowed and must
 * live as long as the distribution.
 *
 * Source: Y. Bengio, N. Léonard, A. Courville, Estimating or Propagating Gradients Through
 * Stochastic Neurons for Conditional Computation (2013), https://arxiv.org/abs/1308.3432.
 *
 * @throws {TextvaeError} `SHAPE` for logits that are not `[B, Z]`, and for codes of another width.
 *
 * @example
 * const q = bernoulliFromLogits(tensor2d([[2, -1, 0]]));
 * const z_BZ = q.sample(createRng(1));
 */
export const bernoulliFromLogits = (logits_BZ: Tensor2D): Distribution => {
  if (logits_BZ?.rank !== 2) {
    throw new TextvaeError("SHAPE", "bernoulliFromLogits", {
      expected: "logits [B, Z]",
      got: `[${(logits_BZ as Tensor2D | undefined)?.shape}]`,
    });
  }
  const [batch, size] = logits_BZ.shape;
  const rows = { batch, eventShape: [size] };
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
        const z_SBZ = bySample("bernoulliFromLogits.logProb", z_BZ, rows);
        const ones_SBZ = weightedLog(z_SBZ, logSigmoid(logits_BZ));
        const zeros_SBZ = weightedLog(sub(1, z_SBZ), logSigmoid(neg(logits_BZ)));
        return reshape(sum(add(ones_SBZ, zeros_SBZ), 2), [-1]) as Tensor1D;
      }),
    mean: () => sigmoid(logits_BZ),
    mode: () => tidy(() => cast(greater(logits_BZ, 0), "float32") as Tensor2D),
    entropy: () => tidy(() => sum(entropyOfBits(logits_BZ), 1) as Tensor1D),
    klTo: (p) => {
      const other_BZ = logitsOf(p);
      if (other_BZ) checkTogether("bernoulliFromLogits.klTo", rows, p);
      return other_BZ && tidy(() => klOfBits(logits_BZ, other_BZ));
    },
    crossEntropyTo: (components) => {
      const where = "bernoulliFromLogits.crossEntropyTo";
      const logits = knownTogether(where, rows, components, logitsOf);
      return logits && tidy(() => crossEntropy(logits_BZ, concat([...logits], 0)));
    },
  } as Distribution);
};

const logitsOf = (p: Distribution): Tensor2D | undefined =>
  (p as { readonly [LOGITS]?: Tensor2D })[LOGITS];

/** −Σᵢ ( qᵢ log σ(lᵢ) + (1 − qᵢ) log σ(−lᵢ) ) for each row of q and each component. */
const crossEntropy = (logits_BZ: Tensor2D, components_CZ: Tensor2D): Tensor2D => {
  const ones_BC = matMul(sigmoid(logits_BZ), possible(logSigmoid(components_CZ)), false, true);
  const zeros_BC = matMul(
    sigmoid(neg(logits_BZ)),
    possible(logSigmoid(neg(components_CZ))),
    false,
    true,
  );
  return neg(add(ones_BC, zeros_BC)) as Tensor2D;
};

/** In the place of −∞, which a product can't weigh by nothing. */
const NEVER = -1e30;
const possible = (log_CZ: Tensor2D): Tensor2D => maximum(log_CZ, NEVER);

const logSigmoid = (logits_BZ: Tensor2D): Tensor2D => neg(softplus(neg(logits_BZ)));
