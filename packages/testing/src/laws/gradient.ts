import {
  concat,
  cos,
  grads,
  mean,
  mul,
  range,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { createRng, type Distribution } from "@textvae/core";
import { allFinite, holds, type Law, law } from "../law.ts";
import { meanIs, strided } from "../statistics.ts";
import { numbersOf } from "../tensors.ts";
import { type DistributionSubject, factsOf, hasDensity } from "./family.ts";

const REPLICATES = 10_000;

/**
 * The gradient through samples against the one through the density. For any f
 *
 *   ∂E[f(z)] = E[∂f(z(θ, ε))]  (through the sample)  =  E[f(z) ∂log q(z)]  (score function),
 *
 * so that the mean difference of the two is zero, whatever moments the family has. A sampler
 * that does not follow its density, or that drops a term of its gradient, is found here. A
 * straight-through gradient is biased, and a relaxation has no density: they have only to be there.
 */
export const gradientLaws = (subject: DistributionSubject): Law[] => {
  const { gradient, batch, isRelaxed } = factsOf(subject);
  if (gradient === "none") return [];
  if (gradient === "straight-through" || isRelaxed || !hasDensity(subject)) {
    return [law("samples let a gradient through to every parameter", () => passes(subject))];
  }
  return Array.from({ length: batch }, (_, row) =>
    law(`the gradient through samples is that of E[f(z)], row ${row}`, () =>
      pathwiseIsScore(subject, row),
    ),
  );
};

const passes = async (subject: DistributionSubject): Promise<void> => {
  const names = Object.keys(subject.parameters);
  for (const [k, name] of names.entries()) {
    const gradient = await numbersOf(() => {
      const through = grads((...tensors) => {
        const q = subject.make(
          Object.fromEntries(names.map((n, i) => [n, tensors[i] as Tensor2D])),
        );
        return sum(f(q.sample(createRng(32), 50)));
      });
      const values = names.map((n) => tensor2d(subject.parameters[n] as number[][]));
      return through(values)[k] as Tensor;
    });
    allFinite(gradient, `∂f(z)/∂${name}`);
    holds(
      gradient.some((x) => x !== 0),
      `∂f(z)/∂${name}: expected some entry ≠ 0; got all zero`,
    );
  }
};

const pathwiseIsScore = async (subject: DistributionSubject, row: number): Promise<void> => {
  const names = Object.keys(subject.parameters);
  const rows = names.map((name) => subject.parameters[name]?.[row] ?? []);
  const difference = await numbersOf(() => {
    const make = (...tensors: Tensor[]): Distribution =>
      subject.make(Object.fromEntries(names.map((name, i) => [name, tensors[i] as Tensor2D])));
    const draw = (q: Distribution): Tensor2D => q.sample(createRng(31));
    const replicas = rows.map(repeated);
    const z_NZ = draw(make(...replicas));
    const f_N = f(z_NZ);
    const centred_N = sub(f_N, mean(f_N));
    const pathwise = grads((...tensors) => sum(f(draw(make(...tensors)))))(replicas);
    const score = grads((...tensors) => sum(mul(centred_N, make(...tensors).logProb(z_NZ))))(
      replicas,
    );
    return sub(concat(pathwise, 1), concat(score, 1));
  });
  const labels = rows.flatMap((values, k) => values.map((_, i) => `${names[k]}[${i}]`));
  labels.forEach((label, i) => {
    meanIs(strided(difference, i, labels.length), 0, `∂E[f]/∂${label}, through samples − by score`);
  });
};

const repeated = (values: readonly number[]): Tensor2D =>
  tensor2d(Array.from({ length: REPLICATES }, () => [...values]));

/** A function with slope and curvature of its own in every dimension, Σ aᵢzᵢ + cᵢzᵢ². */
const f = (z_NZ: Tensor2D): Tensor => {
  const index_Z = range(1, z_NZ.shape[1] + 1, 1, "float32");
  const linear = mul(cos(index_Z), z_NZ);
  const quadratic = mul(cos(mul(index_Z, 2.4)), mul(z_NZ, z_NZ));
  return sum(sub(linear, quadratic), 1);
};
