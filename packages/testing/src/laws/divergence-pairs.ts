import {
  grad,
  mul,
  type Scalar,
  scalar,
  sub,
  type Tensor,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { createRng, type Distribution, type Divergence, type DivergenceValue } from "@textvae/core";
import { allNear } from "../law.ts";
import { referenceNormal } from "../normal.ts";
import { numbersOf } from "../tensors.ts";

/** A posterior q of some rows and a prior p, on fresh tensors. */
export type Pair = () => { readonly q: Distribution; readonly p: Distribution };

const ROWS = 5;
const SIZE = 3;

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

/** Normals that differ by a shift, with and without a closed form. */
export const normals = (shift: number): Pair[] =>
  [true, false].map((closed) => () => ({
    q: normal(ROWS, shift, closed),
    p: normal(1, 0, closed),
  }));

/** Pairs that are compared where the subject has none of its own. */
export const STANDARD: readonly Pair[] = normals(1);

/** The divergence of a pair with fresh noise of a seed. */
export const between = (
  divergence: Divergence,
  pair: Pair,
  seed: number,
  n = 1,
): DivergenceValue => {
  const { q, p } = pair();
  const rng = createRng(seed);
  const z_BZ = q.sample(rng.stream("codes"), n);
  return divergence.between(q, p, { z_BZ, rng: rng.stream("divergence"), step: 0 });
};

/** How the value moves as the mean and spread of q do, from its gradient and by a difference. */
export const gradientIsSlope = async (divergence: Divergence): Promise<void> => {
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
