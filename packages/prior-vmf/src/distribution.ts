import {
  add,
  clone,
  fill,
  mul,
  reshape,
  sub,
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
  type Rng,
  TextvaeError,
} from "@textvae/core";
import { angles } from "./angle.ts";
import { type Concentration, concentrationFunctions, held, MAX } from "./concentration.ts";
import { crossEntropies } from "./cross-entropy.ts";
import { logSurface } from "./kl.ts";
import { klBetween, versine } from "./kl-between.ts";
import { pointsAtAngle } from "./rotation.ts";

/** What a von Mises–Fisher distribution is known by, whoever made it. */
export interface VmfParameters {
  /** Mean directions μ of length 1, `[B, Z]`. */
  readonly mean_BZ: Tensor2D;
  /** κ from 0 to 1e6: a number for all rows, or `[B]`, held within [1e-6, 1e6]. */
  readonly kappa: Concentration;
}

/** The property under which a distribution carries its {@link VmfParameters}. */
export const vmfParameters: unique symbol = Symbol.for("@textvae/prior-vmf/parameters") as never;

/** A von Mises–Fisher {@link Distribution} with all of its optional members. */
export interface VonMisesFisher extends Distribution {
  readonly [vmfParameters]: VmfParameters;
  mean(): Tensor2D;
  entropy(): Tensor1D;
  klTo(p: Distribution): Tensor1D | undefined;
  crossEntropyTo(components: readonly Distribution[]): Tensor2D | undefined;
}

const parametersOf = (p: Distribution): VmfParameters | undefined =>
  (p as Partial<VonMisesFisher>)[vmfParameters];

const check = ({ mean_BZ, kappa }: VmfParameters): void => {
  const size = mean_BZ.shape[1];
  if (mean_BZ.rank !== 2 || size < 2) {
    throw new TextvaeError("SHAPE", "vonMisesFisher.mean_BZ", {
      expected: "unit vectors [B, Z] with Z ≥ 2",
      got: `[${mean_BZ.shape}]`,
    });
  }
  if (typeof kappa === "number" && !(kappa >= 0 && kappa <= MAX)) {
    throw new TextvaeError("OPTION", "vonMisesFisher.kappa", {
      expected: `a number from 0 to ${MAX}`,
      got: String(kappa),
    });
  }
  if (typeof kappa !== "number" && (kappa.rank !== 1 || kappa.size !== mean_BZ.shape[0])) {
    throw new TextvaeError("SHAPE", "vonMisesFisher.kappa", {
      expected: `a number or [${mean_BZ.shape[0]}], one per row`,
      got: `[${kappa.shape}]`,
    });
  }
};

/**
 * The von Mises–Fisher distribution on the unit sphere of R^m, density C_m(κ) exp(κ μᵀz) with
 * respect to its surface; κ = 0 is the uniform law. For m from 2 to 10 000 and κ from 0 to 1e6;
 * m is the width Z of the code. A κ given as a tensor is held within [1e-6, 1e6] by all members
 * alike, and takes no gradient outside.
 *
 * Samples are exact (Wood 1994, without the bias that a changed constant gives for κ > 11).
 * Gradients of samples reach μ pathwise and, when κ is a tensor, κ implicitly, unbiased for every
 * m. Throws `OPTION` for a number κ outside [0, 1e6], `SHAPE` for misshapen parameters.
 *
 * Source: "Spherical Latent Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805
 *
 * @example
 * const q = vonMisesFisher({ mean_BZ: normalise(tensor2d([[3, 4]])), kappa: 20 });
 * const z_BZ = q.sample(createRng(1));
 */
export const vonMisesFisher = (parameters: VmfParameters): VonMisesFisher => {
  check(parameters);
  const { mean_BZ, kappa } = parameters;
  const [batch, m] = mean_BZ.shape;
  const rows = { batch, eventShape: [m] };
  const { kl, shortfall } = concentrationFunctions(m);
  /** KL to the uniform law, `[B]`. */
  const klToUniform = (): Tensor1D => add(fill([batch], 0), kl(held(kappa)));

  return Object.freeze({
    [vmfParameters]: parameters,
    eventShape: [m],
    batch,
    support: "sphere",
    gradient: typeof kappa === "number" ? "pathwise" : "implicit",
    sample: (rng: Rng, n = 1) =>
      tidy(() => {
        const rows = n * batch;
        const own = held(kappa);
        const kappas = typeof own === "number" ? own : tile(own, [n]);
        const angle_N = angles(m, kappas, rows, rng);
        const noise_NZ = rng.normal([rows, m]) as Tensor2D;
        return pointsAtAngle(tile(mean_BZ, [n, 1]), angle_N, noise_NZ);
      }),
    // −H + κ(A − μᵀz): both κ(1 − A) and κ(1 − μᵀz) stay small where κ is large.
    logProb: (z_BZ: Tensor2D) =>
      tidy(() => {
        const apart_SB = versine(bySample("vonMisesFisher.logProb", z_BZ, rows), mean_BZ);
        const own = held(kappa);
        const negativeEntropy = sub(kl(own), logSurface(m));
        const excess_SB = mul(own, sub(shortfall(own), apart_SB));
        return reshape(add(negativeEntropy, excess_SB), [-1]) as Tensor1D;
      }),
    mean: () => clone(mean_BZ),
    entropy: () => tidy(() => sub(logSurface(m), klToUniform()) as Tensor1D),
    klTo: (p: Distribution) => {
      const other = parametersOf(p);
      if (other) checkTogether("vonMisesFisher.klTo", rows, p);
      return other && tidy(() => klBetween(m, parameters, other));
    },
    crossEntropyTo: (components: readonly Distribution[]) => {
      const others = knownTogether("vonMisesFisher.crossEntropyTo", rows, components, parametersOf);
      return others && tidy(() => crossEntropies(m, parameters, others));
    },
  });
};
