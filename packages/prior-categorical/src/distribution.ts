import {
  exp,
  reshape,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from "@tensorflow/tfjs-core";
import { bySample, checkTogether, type Distribution, TextvaeError } from "@textvae/core";
import { entropyOfLogits, klOfLogits, logProbabilities, weightedLog } from "@textvae/ops";
import { corner, draw, type Relaxation } from "./relaxation.ts";

/** M independent variables of K classes each, and how gradients pass through their samples. */
export interface CategoricalParameters {
  /** Logits, `[B, M·K]`: K for the first variable, then K for the second, … */
  readonly logits_BZ: Tensor2D;
  /** K. */
  readonly classes: number;
  /** Default "straight-through-argmax". */
  readonly relaxation?: Relaxation;
  /** τ > 0 of the relaxation; default 1. */
  readonly temperature?: number;
}

/** How one categorical distribution knows another, whichever copy of this package made it. */
const PARAMETERS = Symbol.for("@textvae/prior-categorical/parameters");

/**
 * M independent categorical variables of K classes per batch row, q = softmax(l) in each; a code
 * is M one-hot blocks, `[B, M·K]`:
 *
 *   log q(z) = Σₘₖ zₘₖ log qₘₖ
 *
 * How samples pass gradients on is told by `relaxation` (see {@link Relaxation}). Where they do
 * not follow q ("gumbel-softmax" and "straight-through-sample"), `relaxes` is the distribution
 * with exact one-hot draws, and all members but `sample` are its own: `logProb` is the log-mass
 * of one-hot codes, continued linearly, not the density of relaxed samples, and `klTo` and
 * `entropy` are those of q. `klTo` any other of M variables of K classes is exact, per variable
 * `[B, M]`, in nats, never negative and accurate where the two are close; a p of batch 1 serves
 * every row. A logit of −∞ is a class that never comes (log q = −∞): it counts as nothing in
 * `entropy` and `klTo` and takes no gradient; the KL to a p without a class that q has is ∞. The
 * logits are borrowed and must live as long as the distribution.
 *
 * Source: E. Jang, S. Gu, B. Poole, Categorical Reparameterization with Gumbel-Softmax (2017),
 * https://arxiv.org/abs/1611.01144.
 *
 * @throws `SHAPE` when the width of the logits is no multiple of K, and for codes of another width;
 * `OPTION` for a temperature that is not above 0.
 *
 * @example
 * const q = categoricalFromLogits({ logits_BZ: tensor2d([[2, 0, 0, 0, 1, 0]]), classes: 3 });
 * const z_BZ = q.sample(createRng(1)); // two one-hot blocks
 */
export const categoricalFromLogits = (parameters: CategoricalParameters): Distribution => {
  const {
    logits_BZ,
    classes,
    relaxation = "straight-through-argmax",
    temperature = 1,
  } = parameters;
  check(parameters, temperature);
  const [batch, size] = logits_BZ.shape;
  const rows = { batch, eventShape: [size] };
  const variables = size / classes;
  const blocks = (x: Tensor): Tensor => reshape(x, [-1, batch, variables, classes]);
  const logQ = (): Tensor => logProbabilities(variablesOf(parameters));
  const sampling =
    (how: Relaxation): Distribution["sample"] =>
    (rng, n = 1) =>
      tidy(() => {
        const codes = draw[how](blocks(logits_BZ), { rng, n, temperature });
        return reshape(codes, [n * batch, size]) as Tensor2D;
      });

  const exact = Object.freeze<Distribution>({
    [PARAMETERS]: parameters,
    eventShape: [size],
    batch,
    support: "simplex",
    gradient: "straight-through",
    sample: sampling("straight-through-argmax"),
    logProb: (z_BZ) =>
      tidy(
        () =>
          reshape(
            sum(weightedLog(blocks(bySample(LOG_PROB, z_BZ, rows)), logQ()), [2, 3]),
            [-1],
          ) as Tensor1D,
      ),
    mean: () => tidy(() => reshape(exp(logQ()), [batch, size]) as Tensor2D),
    mode: () => tidy(() => reshape(corner(blocks(logits_BZ)), [batch, size]) as Tensor2D),
    entropy: () => tidy(() => sum(entropyOfLogits(variablesOf(parameters)), 1) as Tensor1D),
    klTo: (p) => {
      const other = parametersOf(p);
      if (!(other?.classes === classes && other.logits_BZ.shape[1] === size)) return undefined;
      checkTogether("categoricalFromLogits.klTo", rows, p);
      return tidy(() => klOfLogits(variablesOf(parameters), variablesOf(other)));
    },
  } as Distribution);
  if (relaxation === "straight-through-argmax") return exact;
  return Object.freeze<Distribution>({
    ...exact,
    gradient: relaxation === "gumbel-softmax" ? "pathwise" : "straight-through",
    sample: sampling(relaxation),
    relaxes: exact,
  });
};

const LOG_PROB = "categoricalFromLogits.logProb";

const check = ({ logits_BZ, classes }: CategoricalParameters, temperature: number): void => {
  const [, size = Number.NaN] = logits_BZ?.rank === 2 ? logits_BZ.shape : [];
  if (!(Number.isInteger(classes) && classes >= 2 && size % classes === 0)) {
    throw new TextvaeError("SHAPE", "categoricalFromLogits", {
      expected: `logits [B, M·K] with K = ${classes} ≥ 2 classes`,
      got: `[${logits_BZ?.shape}]`,
    });
  }
  if (temperature > 0) return;
  throw new TextvaeError("OPTION", "categoricalFromLogits.temperature", {
    expected: "a number above 0",
    got: String(temperature),
  });
};

const parametersOf = (p: Distribution): CategoricalParameters | undefined =>
  (p as { readonly [PARAMETERS]?: CategoricalParameters })[PARAMETERS];

/** Logits, `[B, M, K]`. */
const variablesOf = ({ logits_BZ, classes }: CategoricalParameters): Tensor =>
  reshape(logits_BZ, [logits_BZ.shape[0], -1, classes]);
