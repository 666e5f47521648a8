import { slice, sum, type Tensor, type Tensor1D, tensor2d, zeros } from "@tensorflow/tfjs-core";
import { createRng, type Distribution } from "@textvae/core";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { estimate, meanIs, strided, Z_LIMIT } from "../statistics.ts";
import { numbersOf } from "../tensors.ts";
import { type DistributionSubject, factsOf, hasDensity, instance, rowsOf } from "./family.ts";
import { massLaw } from "./mass.ts";
import { type Proposal, proposalFor } from "./proposal.ts";

const SAMPLES = 10_000;
/** Of the difference of two densities, which says less than one. */
const PAIRS = 20_000;
/** Of parts of a model, which are many. */
const FEW = 4000;
/** How far neighbours are apart, as a fraction of the parameters: their KL is of order 1e-7. */
const APART = 3e-4;

/** The laws that tie `logProb`, `entropy` and `klTo` to the samples and to each other. */
export const densityLaws = (subject: DistributionSubject): Law[] => {
  if (!hasDensity(subject)) return [];
  const { batch, support, hasEntropy, hasKl } = factsOf(subject);
  const laws = [
    law("log q(z) is finite, of shape [n·B]", () => finiteLogProb(subject)),
    law("log q takes n·B rows, sample by sample", () => rowOrder(subject)),
  ];
  if (batch > 1) laws.push(law("sample s of row b is row s·B + b", () => sampleOrder(subject)));
  const proposal = proposalFor(subject);
  if (proposal) laws.push(law("the density integrates to one", () => total(subject, proposal)));
  if (support === "simplex") laws.push(massLaw(subject));
  if (hasEntropy) laws.push(law("H[q] = −E[log q(z)]", () => entropyBySampling(subject)));
  if (hasKl) {
    laws.push(law("KL(q‖q) = 0", () => klAtEquality(subject)));
    laws.push(law("KL between neighbours keeps its digits", () => klOfNeighbours(subject)));
    subject.against?.forEach((p, i) => {
      laws.push(law(`KL(q‖p) ≥ 0 for p ${i}`, () => klNotNegative(subject, p)));
      laws.push(law(`KL(q‖p) = E[log q(z) − log p(z)] for p ${i}`, () => klBySampling(subject, p)));
    });
  }
  return laws;
};

const finiteLogProb = async (subject: DistributionSubject): Promise<void> => {
  const values = await numbersOf(() => {
    const q = instance(subject);
    const logProb = q.logProb(q.sample(createRng(11), 50));
    sameShape(logProb.shape, [50 * rowsOf(subject)], "logProb");
    return logProb;
  });
  allFinite(values, "logProb");
};

const rowOrder = async (subject: DistributionSubject): Promise<void> => {
  const n = 3;
  const rows = rowsOf(subject);
  const whole = await numbersOf(() => {
    const q = instance(subject);
    return q.logProb(q.sample(createRng(12), n));
  });
  for (let s = 0; s < n; s++) {
    const one = await numbersOf(() => {
      const q = instance(subject);
      const z = q.sample(createRng(12), n);
      return q.logProb(slice(z, [s * rows, 0], [rows, -1]));
    });
    const expected = whole.subarray(s * rows, (s + 1) * rows);
    allNear(one, expected, 1e-5, `logProb of sample ${s}`);
  }
};

/**
 * Σ_b E[log q_b(z_b) − log q_b(z_{b+1})] is a sum of KL divergences: above zero for rows that
 * differ, and zero when the rows of the samples are in another order.
 */
const sampleOrder = async (subject: DistributionSubject): Promise<void> => {
  const { batch, size } = factsOf(subject);
  const z = await numbersOf(() => instance(subject).sample(createRng(13), SAMPLES));
  const next = new Float32Array(z.length);
  for (let row = 0; row < SAMPLES * batch; row++) {
    const from = row - (row % batch) + ((row + 1) % batch);
    next.set(z.subarray(from * size, (from + 1) * size), row * size);
  }
  const own = await numbersOf(() =>
    instance(subject).logProb(tensor2d(z, [z.length / size, size])),
  );
  const other = await numbersOf(() =>
    instance(subject).logProb(tensor2d(next, [z.length / size, size])),
  );
  const perSample = Float64Array.from({ length: SAMPLES }, (_, s) => {
    let difference = 0;
    for (let i = s * batch; i < (s + 1) * batch; i++) {
      difference += (own[i] as number) - (other[i] as number);
    }
    return difference;
  });
  const { mean, standardError } = estimate(perSample);
  holds(
    mean > Z_LIMIT * standardError,
    `samples fit their own row's density no better than the next row's (${mean} ± ${standardError}): wrong row order, or rows too alike`,
  );
};

/** E over a proposal r of q(z)/r(z) is the integral of q. */
const total = async (
  subject: DistributionSubject,
  proposal: Proposal,
  samples = SAMPLES,
): Promise<void> => {
  const { z, logProb } = await proposal(samples);
  const { batch } = factsOf(subject);
  const logQ = await numbersOf(() =>
    instance(subject).logProb(tensor2d(z, [logProb.length, z.length / logProb.length])),
  );
  const weights = logQ.map((l, i) => Math.exp(l - (logProb[i] as number)));
  for (let b = 0; b < batch; b++) {
    meanIs(strided(weights, b, batch), 1, `integral of the density, row ${b}`);
  }
};

/**
 * What ties the samples of a distribution within a model to its density: the integral and, where
 * it has one, the entropy.
 */
export const followsDensity = async (subject: DistributionSubject): Promise<void> => {
  if (!hasDensity(subject)) return;
  const proposal = proposalFor(subject);
  if (proposal) await total(subject, proposal, FEW);
  if (factsOf(subject).hasEntropy) await entropyBySampling(subject, FEW);
};

const entropyBySampling = async (
  subject: DistributionSubject,
  samples = SAMPLES,
): Promise<void> => {
  const rows = rowsOf(subject);
  const entropy_B = await numbersOf(() => {
    const entropy = instance(subject).entropy?.() as Tensor1D;
    sameShape(entropy.shape, [rows], "entropy()");
    return entropy;
  });
  const logQ = await numbersOf(() => {
    const q = instance(subject);
    return q.logProb(q.sample(createRng(14), samples));
  });
  entropy_B.forEach((entropy, b) => {
    const surprise = strided(logQ, b, rows).map((l) => -l);
    meanIs(surprise, entropy, `−E[log q(z)] against entropy(), row ${b}`);
  });
};

/** KL(q‖p), a row for each of the parameters. */
const closedForm = (subject: DistributionSubject, p: Distribution): Tensor => {
  const kl = instance(subject).klTo?.(p);
  holds(kl !== undefined, "klTo: expected a closed form against p; got undefined");
  sameShape(kl.shape, [rowsOf(subject), ...kl.shape.slice(1, 2)], "klTo");
  return kl;
};

/** Zero where there is a closed form of q against itself; a family may have none. */
const klAtEquality = async (subject: DistributionSubject): Promise<void> => {
  const kl = await numbersOf(() => {
    const q = instance(subject);
    const rows = rowsOf(subject);
    const own = q.klTo?.(q) ?? zeros([rows]);
    sameShape(own.shape, [rows, ...own.shape.slice(1, 2)], "KL(q‖q)");
    return own;
  });
  allNear(kl, new Float32Array(kl.length), 1e-6, "KL(q‖q)");
  holds(Math.min(...kl) >= 0, `KL(q‖q): expected ≥ 0; got ${Math.min(...kl)}`);
};

const klNotNegative = async (
  subject: DistributionSubject,
  p: () => Distribution,
): Promise<void> => {
  const kl = await numbersOf(() => closedForm(subject, p()));
  allFinite(kl, "KL(q‖p)");
  holds(Math.min(...kl) >= 0, `KL(q‖p): expected ≥ 0; got ${Math.min(...kl)}`);
};

/**
 * Between neighbours KL(q‖p) and KL(p‖q) are both half the same quadratic form: a closed form that
 * subtracts nearly equal numbers has lost that there. None where two of the family have no closed form.
 */
const klOfNeighbours = async (subject: DistributionSubject): Promise<void> => {
  const moved = Object.fromEntries(
    Object.entries(subject.parameters).map(([name, rows]) => [
      name,
      rows.map((row, b) =>
        row.map((x, i) => x + APART * (1 + Math.abs(x)) * Math.cos(1 + b + 2 * i)),
      ),
    ]),
  );
  const neighbour = { ...subject, parameters: moved };
  const summed = (a: DistributionSubject, b: DistributionSubject) =>
    numbersOf(() => {
      const kl = instance(a).klTo?.(instance(b)) ?? zeros([1]);
      return kl.rank === 2 ? sum(kl, 1) : kl;
    });
  const [ahead, back] = [await summed(subject, neighbour), await summed(neighbour, subject)];
  for (const kl of [...ahead, ...back]) holds(kl >= 0, `KL of neighbours: expected ≥ 0; got ${kl}`);
  ahead.forEach((kl, b) => {
    const other = back[b] as number;
    holds(
      Math.abs(kl - other) <= 0.05 * Math.max(kl, other),
      `KL of neighbours, row ${b}: expected nearly the same both ways; got ${kl} and ${other}`,
    );
  });
};

const klBySampling = async (subject: DistributionSubject, p: () => Distribution): Promise<void> => {
  const rows = rowsOf(subject);
  const kl_B = await numbersOf(() => {
    const kl = closedForm(subject, p());
    return kl.rank === 2 ? sum(kl, 1) : kl;
  });
  const under = (density: (q: Distribution) => Distribution): Promise<Float32Array> =>
    numbersOf(() => {
      const q = instance(subject);
      return density(q).logProb(q.sample(createRng(15), PAIRS));
    });
  const [logQ, logP] = [await under((q) => q), await under(p)];
  const ratio = logQ.map((l, i) => l - (logP[i] as number));
  kl_B.forEach((kl, b) => {
    meanIs(strided(ratio, b, rows), kl, `E[log q − log p] against klTo, row ${b}`);
  });
};
