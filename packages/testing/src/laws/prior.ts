import {
  add,
  mean,
  mul,
  range,
  type Scalar,
  sin,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { type BuiltPrior, createRng, type Distribution, type Prior } from "@textvae/core";
import { tinySizes } from "../batches.ts";
import { allFinite, holds, type Law, law, sameShape } from "../law.ts";
import { meanIsAtLeast, strided } from "../statistics.ts";
import { numbersOf } from "../tensors.ts";
import { conditionalPriorLaws, type Pair } from "./conditional-prior.ts";
import { followsDensity } from "./density.ts";
import { unrelaxed } from "./family.ts";
import { membersHaveRows } from "./members.ts";
import { type Parameterised, parameterLaws, withBuilt } from "./parameters.ts";

export interface PriorSubject {
  readonly prior: Prior;
  /** C of a prior network p(z|c); absent for an unconditional prior. */
  readonly condition?: number;
}

const ROWS = 4;
const FEATURES = 6;

/** The laws of a latent family. A tfjs backend must have been started. */
export const priorLaws = ({ prior, condition = 0 }: PriorSubject): Law[] => {
  const sizes = tinySizes({ features: FEATURES, latent: prior.size, condition });
  const part: Parameterised<BuiltPrior> = {
    build: (scope) => prior.build(scope, sizes),
    output: (built) => tidy(() => built.posterior(features()).sample(createRng(51))),
    loss: (built) => objective(built.posterior(features()), built.prior(conditions(condition))),
  };
  const laws = [
    law("posterior and prior have the declared shape, support and gradient", () =>
      withBuilt(part.build, (built) => declared(prior, built, condition)),
    ),
    law("samples and divergence are finite at features of 0 and ±1000", () =>
      withBuilt(part.build, (built) => extremes(built, condition)),
    ),
    law("a closed-form KL is that of samples, or more where it has an auxiliary variable", () =>
      withBuilt(part.build, (built) => klCoversSamples(built, condition)),
    ),
    law("posterior and prior follow their densities", () =>
      withBuilt(part.build, (built) => densities(built, condition)),
    ),
    law("parameters that may be refined make the posterior they came from", () =>
      withBuilt(part.build, sameFromParameters),
    ),
    ...parameterLaws(part),
  ];
  if (condition > 0) {
    const pairOf = (built: BuiltPrior): Pair => ({
      q: built.posterior(features()),
      p: built.prior(conditions(condition)),
    });
    laws.push(...conditionalPriorLaws(part.build, pairOf, ROWS));
  }
  if (prior.interpolate)
    laws.push(law("a path starts and ends at its codes", () => path(prior, condition)));
  return laws;
};

/** Irregular numbers in (−scale, scale), row by row. */
const rowsOfWaves = (rows: number, columns: number, scale = 1): number[][] =>
  Array.from({ length: rows }, (_, b) =>
    Array.from({ length: columns }, (__, i) => scale * Math.sin(1 + 2.3 * (b * columns + i))),
  );

const waves = (rows: number, columns: number, scale = 1): Tensor2D =>
  tensor2d(rowsOfWaves(rows, columns, scale));

const features = (): Tensor2D => waves(ROWS, FEATURES);

const conditions = (condition: number): Tensor2D | undefined =>
  condition > 0 ? waves(ROWS, condition) : undefined;

/** Mean of Σ sin(i) zᵢ + zᵢ² plus the divergence, closed form where there is one. */
const objective = (q: Distribution, p: Distribution): Scalar => {
  const z_BZ = q.sample(createRng(52));
  const weighted = mul(sin(range(1, z_BZ.shape[1] + 1)), z_BZ);
  const value = mean(sum(add(weighted, mul(z_BZ, z_BZ)), 1));
  const divergence = divergenceOf(q, p, z_BZ);
  return (divergence ? add(value, mean(divergence)) : value) as Scalar;
};

/** Undefined for a family without a density. */
const divergenceOf = (q: Distribution, p: Distribution, z_BZ: Tensor2D): Tensor | undefined => {
  const closed = q.klTo?.(p);
  if (closed) return closed;
  try {
    return sub(q.logProb(z_BZ), p.logProb(z_BZ));
  } catch (error) {
    if ((error as { code?: unknown }).code === "CAPABILITY") return undefined;
    throw error;
  }
};

const declared = (prior: Prior, built: BuiltPrior, condition: number): void =>
  tidy(() => {
    const q = built.posterior(features());
    const p = built.prior(conditions(condition));
    for (const [name, made, batch] of [
      ["posterior", q, ROWS],
      ["prior", p, condition > 0 ? ROWS : 1],
    ] as const) {
      sameShape(made.eventShape, [prior.size], `${name}.eventShape`);
      membersHaveRows(made, batch, name === "posterior" ? [() => p] : []);
      holds(
        made.support === prior.support,
        `${name}.support: expected ${prior.support}; got ${made.support}`,
      );
    }
    holds(
      q.gradient === prior.gradient,
      `posterior.gradient: expected ${prior.gradient}; got ${q.gradient}`,
    );
  });

const extremes = async (built: BuiltPrior, condition: number): Promise<void> => {
  for (const scale of [0, 1e3, -1e3]) {
    const posterior = () => built.posterior(waves(ROWS, FEATURES, scale));
    const z = await numbersOf(() => posterior().sample(createRng(54)));
    allFinite(z, `sample at features of ${scale}`);
    const divergence = await numbersOf(() => {
      const q = posterior();
      const p = built.prior(conditions(condition));
      return divergenceOf(q, p, q.sample(createRng(54))) ?? tensor2d([[0]]);
    });
    allFinite(divergence, `divergence at features of ${scale}`);
  }
};

/** Of both, whatever made them. */
const densities = async (built: BuiltPrior, condition: number): Promise<void> => {
  await followsDensity(
    unrelaxed({
      parameters: { h_BH: rowsOfWaves(ROWS, FEATURES) },
      make: ({ h_BH }) => built.posterior(h_BH as Tensor2D),
    }),
  );
  await followsDensity({
    parameters: { c_BC: condition > 0 ? rowsOfWaves(ROWS, condition) : [[0]] },
    make: ({ c_BC }) => built.prior(condition > 0 ? c_BC : undefined),
  });
};

const SAMPLES = 4000;

/** Nothing is asked of a number that only stands for the KL, as published code charged it. */
const klCoversSamples = async (built: BuiltPrior, condition: number): Promise<void> => {
  const pair = () => {
    const q = built.posterior(features());
    return { q: q.relaxes ?? q, p: built.prior(conditions(condition)) };
  };
  const has = tidy(() => {
    const { q, p } = pair();
    return q.klStandIn === undefined && q.klTo?.(p) !== undefined;
  });
  if (!has) return;
  const kl = await numbersOf(() => {
    const { q, p } = pair();
    const closed = q.klTo?.(p) as Tensor;
    return closed.rank === 2 ? sum(closed, 1) : closed;
  });
  holds(kl.length === ROWS, `klTo: expected ${ROWS} rows; got ${kl.length}`);
  const short = await numbersOf(() => {
    const { q, p } = pair();
    const z_NZ = q.sample(createRng(57), SAMPLES);
    return sub(p.logProb(z_NZ), q.logProb(z_NZ));
  });
  kl.forEach((closed, b) => {
    meanIsAtLeast(strided(short, b, ROWS), -closed, `−E[log q − log p] against −klTo, row ${b}`);
  });
};

/** Of a family that has no such parameters nothing is asked. */
const sameFromParameters = async ({ posterior, variational }: BuiltPrior): Promise<void> => {
  if (!variational) return;
  const drawn = (q: () => Distribution) => numbersOf(() => q().sample(createRng(56), 2));
  const own = await drawn(() => posterior(features()));
  const again = await drawn(() => variational.posterior(variational.parameters(features())));
  holds(
    own.length === again.length && own.every((x, i) => Math.abs(x - (again[i] as number)) < 1e-5),
    `variational.posterior(parameters(h)): expected samples [${own}]; got [${again}]`,
  );
};

const path = async (prior: Prior, condition: number): Promise<void> => {
  const sizes = tinySizes({ features: FEATURES, latent: prior.size, condition });
  const codes = await withBuilt(
    (scope) => prior.build(scope, sizes),
    (built) => numbersOf(() => built.prior(conditions(condition)).sample(createRng(55), 2)),
  );
  const code = (row: number) => Array.from(codes.slice(row * prior.size, (row + 1) * prior.size));
  const [a, b] = [code(0), code(1)];
  for (const [t, end] of [
    [0, a],
    [1, b],
  ] as const) {
    const point = prior.interpolate?.(a, b, t) as number[];
    holds(
      point.every((x, i) => Math.abs(x - (end[i] as number)) < 1e-5),
      `interpolate(a, b, ${t}): expected [${end}]; got [${point}]`,
    );
  }
};
