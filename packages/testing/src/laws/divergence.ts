import {
  grad,
  mean,
  mul,
  type Scalar,
  scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { createRng, type Distribution, type Divergence, type DivergenceValue } from "@textvae/core";
import { registerGradients } from "@textvae/ops";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { referenceNormal } from "../normal.ts";
import { estimate, meanIs, meanIsAtLeast, Z_LIMIT } from "../statistics.ts";
import { leavesNoTensor, numbersOf } from "../tensors.ts";

/** A posterior q of some rows and a prior p, on fresh tensors. */
export type Pair = () => { readonly q: Distribution; readonly p: Distribution };

export interface DivergenceSubject {
  readonly divergence: Divergence;
  /** The divergence that it reports per example, for one that wraps another. */
  readonly wraps?: Divergence;
  /** Pairs to compare; default: normals with and without a closed form. */
  readonly pairs?: readonly Pair[];
  /** Pairs with q = p; default as above. */
  readonly equal?: readonly Pair[];
}

const ROWS = 5;
const SIZE = 3;
const REPEATS = 400;

const normal = (rows: number, shift: number, closedForm: boolean): Distribution => {
  const at = (f: (i: number) => number) =>
    tensor2d(
      Array.from({ length: rows * SIZE }, (_, i) => f(i)),
      [rows, SIZE],
    );
  return referenceNormal({
    mean_BZ: at((i) => shift * Math.sin(1 + 2.3 * i)),
    std_BZ: at((i) => 1 - 0.3 * shift * Math.cos(i) ** 2),
    closedForm,
  });
};

const normals = (shift: number): Pair[] =>
  [true, false].map((closed) => () => ({
    q: normal(ROWS, shift, closed),
    p: normal(1, 0, closed),
  }));

/** Pairs that are compared where the subject has none of its own. */
const STANDARD = normals(1);

/** The laws of a divergence. A tfjs backend must have been started. */
export const divergenceLaws = ({
  divergence,
  wraps,
  pairs = STANDARD,
  equal = normals(0),
}: DivergenceSubject): Law[] => [
  ...pairs.flatMap((pair, i) => [
    law(`the value is a finite scalar whose estimator is named, pair ${i}`, () =>
      wellFormed(divergence, pair),
    ),
    law(`the divergence is not negative, pair ${i}`, async () =>
      meanIsAtLeast(await repeated(divergence, pair), 0, "divergence"),
    ),
    law(`parts add up to the whole, pair ${i}`, () => partsAddUp(divergence, pair, wraps)),
    law(`no tensor is leaked, pair ${i}`, () => {
      tidy(() => {
        const made = pair();
        const z_BZ = made.q.sample(createRng(1));
        const context = { z_BZ, rng: createRng(2), step: 0 };
        const { between } = divergence;
        leavesNoTensor(() => ({ ...between(made.q, made.p, context) }) as never, "between");
      });
    }),
    law(`the divergence is above zero, pair ${i}`, async () =>
      isAbove(await repeated(divergence, pair), "divergence of q and p that differ"),
    ),
    ...(divergence.bound
      ? [
          law(`a bound is never below the divergence, pair ${i}`, () => isBound(divergence, pair)),
          law(`a bound is never below E[log q(z) − log p(z)], pair ${i}`, () =>
            coversKl(divergence, pair),
          ),
        ]
      : []),
  ]),
  ...(pairs === STANDARD
    ? [law("the gradient is that of the value", () => gradientIsSlope(divergence))]
    : []),
  ...equal.map((pair, i) =>
    law(`the divergence is zero at q = p, pair ${i}`, async () =>
      meanIs(await repeated(divergence, pair), 0, "divergence at equality"),
    ),
  ),
];

const between = (divergence: Divergence, pair: Pair, seed: number, n = 1): DivergenceValue => {
  const { q, p } = pair();
  const rng = createRng(seed);
  const z_BZ = q.sample(rng.stream("codes"), n);
  return divergence.between(q, p, { z_BZ, rng: rng.stream("divergence"), step: 0 });
};

/** The divergence of one batch: its own mean over items, before weights and free bits. */
const own = ({ value, perExample_B }: DivergenceValue): Tensor =>
  perExample_B ? mean(perExample_B) : value;

/** The divergence of the pair with fresh noise each time. */
const repeated = async (divergence: Divergence, pair: Pair): Promise<Float64Array> => {
  const values = new Float64Array(REPEATS);
  for (let i = 0; i < REPEATS; i++) {
    const [value] = await numbersOf(() => own(between(divergence, pair, i)));
    values[i] = value as number;
  }
  return values;
};

const isAbove = (values: Float64Array, what: string): void => {
  const { mean, standardError } = estimate(values);
  holds(
    mean > Z_LIMIT * standardError,
    `${what}: expected above 0; got ${mean} ± ${standardError}`,
  );
};

/** The value of a bound against samples of the densities, whatever it says of its own parts. */
const coversKl = async (divergence: Divergence, pair: Pair): Promise<void> => {
  const excess = new Float64Array(REPEATS);
  for (let i = 0; i < REPEATS; i++) {
    const [difference] = await numbersOf(() => {
      const { q, p } = pair();
      const exact = q.relaxes ?? q;
      const z_BZ = exact.sample(createRng(1000 + i));
      return sub(
        between(divergence, pair, i).value,
        mean(sub(exact.logProb(z_BZ), p.logProb(z_BZ))),
      );
    });
    excess[i] = difference as number;
  }
  meanIsAtLeast(excess, 0, "value − E[log q(z) − log p(z)]");
};

/** How the value moves as the mean and spread of q do, from its gradient and by a difference. */
const gradientIsSlope = async (divergence: Divergence): Promise<void> => {
  registerGradients();
  const valueAt = (shift: Tensor): Scalar => {
    const { q, p } = normalsAt(shift);
    const rng = createRng(5);
    const z_BZ = q.sample(rng.stream("codes"));
    return divergence.between(q, p, { z_BZ, rng: rng.stream("divergence"), step: 0 }).value;
  };
  const [slope] = await numbersOf(() => grad(valueAt)(scalar(1)));
  const [ahead, behind] = [1 + SLOPE_STEP, 1 - SLOPE_STEP].map((shift) =>
    numbersOf(() => valueAt(scalar(shift))),
  );
  const expected =
    (((await ahead)?.[0] as number) - ((await behind)?.[0] as number)) / (2 * SLOPE_STEP);
  allNear([slope as number], [expected], 2e-2, "gradient of the value against a difference");
};

const SLOPE_STEP = 0.02;

/** The standard pair as a function of its shift. */
const normalsAt = (shift: Tensor) => {
  const at = (f: (i: number) => number) =>
    tensor2d(
      Array.from({ length: ROWS * SIZE }, (_, i) => f(i)),
      [ROWS, SIZE],
    );
  const q = referenceNormal({
    mean_BZ: mul(
      shift,
      at((i) => Math.sin(1 + 2.3 * i)),
    ) as Tensor2D,
    std_BZ: sub(
      1,
      mul(
        shift,
        at((i) => 0.3 * Math.cos(i) ** 2),
      ),
    ) as Tensor2D,
  });
  return { q, p: normal(1, 0, true) };
};

const wellFormed = async (divergence: Divergence, pair: Pair): Promise<void> => {
  for (const samples of [1, 3]) {
    const estimator = tidy(() => {
      const result = between(divergence, pair, 1, samples);
      // The rows of a sample, which is what the decoder sees.
      const rows = pair().q.sample(createRng(1)).shape[0];
      sameShape(result.value.shape, [], "value");
      const { perExample_B, perDimension_BZ } = result;
      if (perExample_B) sameShape(perExample_B.shape, [rows], "perExample_B");
      if (perDimension_BZ) {
        sameShape(perDimension_BZ.shape, [rows, perDimension_BZ.shape[1]], "perDimension_BZ");
      }
      return result.estimator;
    });
    holds(
      estimator === "closed form" || estimator === "Monte Carlo",
      `estimator: expected "closed form" or "Monte Carlo"; got ${JSON.stringify(estimator)}`,
    );
  }
  allFinite(await numbersOf(() => between(divergence, pair, 1).value), "value");
};

/** Dimensions sum to the example; without a wrapper, examples average to the value. */
const partsAddUp = async (
  divergence: Divergence,
  pair: Pair,
  wraps: Divergence | undefined,
): Promise<void> => {
  const part = (of: Divergence, choose: (d: DivergenceValue) => Tensor | undefined) =>
    numbersOf(() => choose(between(of, pair, 3)) ?? tensor2d([[0]]));
  const has = tidy(() => {
    const result = between(divergence, pair, 3);
    return { example: !!result.perExample_B, dimension: !!result.perDimension_BZ };
  });
  if (!has.example) return;
  const perExample = await part(divergence, (d) => d.perExample_B);
  if (has.dimension) {
    const summed = await part(divergence, (d) => sum(d.perDimension_BZ as Tensor, 1) as Tensor1D);
    allNear(summed, perExample, 1e-5, "perDimension_BZ summed against perExample_B");
  }
  const [expected, actual, what] = wraps
    ? [await part(wraps, (d) => d.perExample_B), perExample, "perExample_B against the wrapped"]
    : [await part(divergence, own), await part(divergence, (d) => d.value), "value against mean"];
  allNear(actual, expected, 1e-5, what);
};

const isBound = async (divergence: Divergence, pair: Pair): Promise<void> => {
  for (let seed = 0; seed < 20; seed++) {
    const [slack] = await numbersOf(() => {
      const result = between(divergence, pair, seed);
      return sub(result.value, own(result));
    });
    holds((slack as number) > -1e-5, `value − divergence: expected ≥ 0; got ${slack}`);
  }
};
