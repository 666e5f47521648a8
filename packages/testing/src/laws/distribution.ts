import { reshape, sub, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Distribution, type Rng } from "@textvae/core";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { meanIs, strided } from "../statistics.ts";
import { leavesNoTensor, numbersOf } from "../tensors.ts";
import { crossEntropyLaws } from "./cross-entropy.ts";
import { densityLaws } from "./density.ts";
import {
  type DistributionSubject,
  type Facts,
  factsOf,
  hasDensity,
  instance,
  unrelaxed,
} from "./family.ts";
import { gradientLaws } from "./gradient.ts";
import { membersHaveRows } from "./members.ts";

const SAMPLES = 10_000;

/**
 * The laws of a distribution. Which ones apply follows from the members it has (`mean`,
 * `mode`, `entropy`, `klTo`), from `support` and from `gradient`. Samples of a relaxation have only to lie
 * in the support and to let gradients through; what it relaxes has to follow the density. A tfjs
 * backend must have been started.
 */
export const distributionLaws = <Name extends string>(given: DistributionSubject<Name>): Law[] => {
  const subject = given as DistributionSubject;
  const exact = unrelaxed(subject);
  const draw = drawFrom(subject);
  const q = factsOf(subject);

  const laws = [
    law("sample(rng, n) has shape [n·B, Z]", () =>
      tidy(() => {
        const made = instance(subject);
        sameShape(made.eventShape, [q.size], "eventShape");
        sameShape(made.sample(createRng(1)).shape, [q.batch, q.size], "sample(rng)");
        sameShape(made.sample(createRng(1), 3).shape, [3 * q.batch, q.size], "sample(rng, 3)");
      }),
    ),
    law("every member has a row for each row of the parameters", () =>
      tidy(() => membersHaveRows(instance(subject), q.batch, subject.against)),
    ),
    law("samples lie in the support", async () => {
      const z = await draw(2, 200);
      allFinite(z, "sample");
      for (let i = 0; i < z.length; i += q.size) inSupport(z.subarray(i, i + q.size), q.support);
    }),
    law("the same stream gives the same sample, another one another", async () => {
      const [first, again, other] = [await draw(3, 20), await draw(3, 20), await draw(4, 20)];
      allNear(again, first, 0, "sample of an equal stream");
      const noisy = await spread(draw, q);
      holds(!noisy || other.some((x, i) => x !== first[i]), "samples do not depend on the stream");
    }),
    law("no method leaks a tensor", () => noLeaks(subject)),
  ];
  if (q.hasMean) {
    laws.push(
      law("the sample mean agrees with mean()", () => sampleMean(exact, drawFrom(exact), q)),
    );
  }
  if (q.hasMode) {
    laws.push(
      law("no sample is more probable than mode(), which is in the support", () =>
        modeIsLargest(exact, q),
      ),
    );
  }
  if (q.isRelaxed) {
    laws.push(
      law("what it relaxes is an exact distribution over the same codes", () => {
        const { batch, size, support, isRelaxed } = factsOf(exact);
        sameShape([batch, size], [q.batch, q.size], "relaxes");
        holds(support === q.support && !isRelaxed, "relaxes: another support, or relaxed itself");
      }),
    );
  }
  return [...laws, ...densityLaws(exact), ...crossEntropyLaws(exact), ...gradientLaws(subject)];
};

type Draw = (seed: number, n?: number) => Promise<Float32Array>;

const drawFrom =
  (subject: DistributionSubject): Draw =>
  (seed, n) =>
    numbersOf(() => instance(subject).sample(createRng(seed), n));

/** Whether two samples of a row differ at all: a point mass is a distribution too. */
const spread = async (draw: Draw, { batch, size }: Facts): Promise<boolean> => {
  const z = await draw(5, 20);
  return z.some((x, i) => x !== z[i % (batch * size)]);
};

const inSupport = (z: Float32Array, support: Distribution["support"]): void => {
  if (support === "sphere") {
    const norm = Math.sqrt(z.reduce((total, x) => total + x * x, 0));
    holds(Math.abs(norm - 1) < 1e-5, `sphere: expected ‖z‖ = 1; got ${norm}`);
  }
  if (support === "binary") {
    holds(
      z.every((x) => x === 0 || x === 1),
      `binary: expected zeros and ones; got [${z}]`,
    );
  }
  if (support === "simplex") {
    const total = z.reduce((sum, x) => sum + x, 0);
    holds(
      z.every((x) => x >= 0) && Math.abs(total - Math.round(total)) < 1e-4 && total > 0.5,
      `simplex: expected non-negative blocks that sum to 1; got [${z}]`,
    );
  }
};

/** On the sphere mean() is a direction μ: then E[z − (zᵀμ)μ] = 0. */
const sampleMean = async (
  subject: DistributionSubject,
  draw: Draw,
  { batch, size, support }: Facts,
): Promise<void> => {
  const z = await draw(6, SAMPLES);
  const mean_BZ = await numbersOf(() => {
    const mean = instance(subject).mean?.() as Tensor2D;
    sameShape(mean.shape, [batch, size], "mean()");
    return mean;
  });
  for (let b = 0; b < batch; b++) {
    const mean = mean_BZ.subarray(b * size, (b + 1) * size);
    const columns = Array.from(mean, (_, i) => strided(z, b * size + i, batch * size));
    const along = Float64Array.from({ length: SAMPLES }, (_, s) =>
      mean.reduce((total, m, i) => total + m * (columns[i]?.[s] as number), 0),
    );
    mean.forEach((m, i) => {
      const column = columns[i] as Float64Array;
      if (support === "sphere") {
        const across = column.map((x, s) => x - (along[s] as number) * m);
        meanIs(across, 0, `sample mean across mean(), row ${b}, dimension ${i}`);
      } else meanIs(column, m, `sample mean, row ${b}, dimension ${i}`);
    });
    if (support === "sphere") meanDirection(mean, along, b);
  }
};

const meanDirection = (mean: Float32Array, along: Float64Array, b: number): void => {
  inSupport(mean, "sphere");
  const total = along.reduce((sum, w) => sum + w, 0) / along.length;
  holds(total > -0.05, `mean(), row ${b}: samples point away from it (mean cosine ${total})`);
};

const modeIsLargest = async (
  subject: DistributionSubject,
  { batch, size, support }: Facts,
): Promise<void> => {
  const mode = await numbersOf(() => {
    const mode_BZ = instance(subject).mode?.() as Tensor2D;
    sameShape(mode_BZ.shape, [batch, size], "mode()");
    return mode_BZ;
  });
  for (let b = 0; b < batch; b++) inSupport(mode.subarray(b * size, (b + 1) * size), support);
  const above = await numbersOf(() => {
    const made = instance(subject);
    const best_B = made.logProb(made.mode?.() as Tensor2D);
    return sub(reshape(made.logProb(made.sample(createRng(7), 500)), [500, batch]), best_B);
  });
  const excess = above.reduce((a, b) => Math.max(a, b));
  holds(excess < 1e-4, `mode(): a sample is more probable by ${excess} nats`);
};

const noLeaks = (subject: DistributionSubject): void => {
  tidy(() => {
    const made = instance(subject);
    const other = subject.against?.[0]?.() ?? made;
    const rng: Rng = createRng(7);
    const z_BZ = made.sample(rng);
    leavesNoTensor(() => made.sample(rng, 2), "sample");
    if (hasDensity(subject)) leavesNoTensor(() => made.logProb(z_BZ), "logProb");
    leavesNoTensor(() => made.mean?.(), "mean");
    leavesNoTensor(() => made.mode?.(), "mode");
    leavesNoTensor(() => made.entropy?.(), "entropy");
    leavesNoTensor(() => made.klTo?.(other), "klTo");
    if (other.batch === 1) leavesNoTensor(() => made.crossEntropyTo?.([other]), "crossEntropyTo");
    leavesNoTensor(() => made.penalty?.(z_BZ), "penalty");
    holds(!z_BZ.isDisposed, "logProb disposed the code it was lent");
  });
};
