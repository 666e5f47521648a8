import { sub, sum, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type BuiltPrior, createRng, type Distribution, type Scope } from "@textvae/core";
import { gatherRows } from "@textvae/ops";
import { holds, type Law, law, sameShape } from "../law.ts";
import { meanIs, strided } from "../statistics.ts";
import { numbersOf } from "../tensors.ts";
import { withBuilt } from "./parameters.ts";

/** q(z|x) and p(z|c) of as many rows. */
export interface Pair {
  readonly q: Distribution;
  readonly p: Distribution;
}

/** The laws of a prior p(z|c): `pairOf` makes both distributions anew, of `rows` rows, in a tidy. */
export const conditionalPriorLaws = (
  build: (scope: Scope) => BuiltPrior,
  pairOf: (built: BuiltPrior) => Pair,
  rows: number,
): Law[] => {
  const on = (check: (pair: () => Pair, rows: number) => Promise<void>) => () =>
    withBuilt(build, (built) => check(() => exactly(pairOf(built)), rows));
  return [
    law("the condition changes p(z|c)", on(changesPrior)),
    law("a closed-form KL to p(z|c) is E[log q(z) − log p(z|c)]", on(klBySampling)),
  ];
};

/** With the distribution whose samples follow its density. */
const exactly = ({ q, p }: Pair): Pair => ({ q: q.relaxes ?? q, p });

const changesPrior = async (pair: () => Pair): Promise<void> => {
  // One code in every row, so that only the condition can tell rows apart.
  const logProb = await numbersOf(() => {
    const { q, p } = pair();
    return p.logProb(gatherRows(q.sample(createRng(56)), new Int32Array(p.batch)));
  });
  holds(
    logProb.some((value) => value !== logProb[0]),
    "p(z|c): the same whatever the condition",
  );
};

const SAMPLES = 4000;

/** `rows` went into both. */
const klBySampling = async (pair: () => Pair, rows: number): Promise<void> => {
  const has = tidy(() => {
    const { q, p } = pair();
    return q.klTo?.(p) !== undefined;
  });
  if (!has) return;
  const closed = await numbersOf(() => {
    const { q, p } = pair();
    const kl = q.klTo?.(p) as Tensor;
    sameShape(kl.shape, [rows, ...kl.shape.slice(1, 2)], "klTo");
    return kl.rank === 2 ? sum(kl, 1) : kl;
  });
  const ratio = await numbersOf(() => {
    const { q, p } = pair();
    const z_NZ = q.sample(createRng(57), SAMPLES);
    return sub(q.logProb(z_NZ), p.logProb(z_NZ));
  });
  closed.forEach((kl, b) => {
    meanIs(strided(ratio, b, rows), kl, `E[log q − log p] against klTo, row ${b}`);
  });
};
