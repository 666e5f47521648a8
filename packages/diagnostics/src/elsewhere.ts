import { type Tensor1D, type Tensor2D, tensor2d, tidy, tile } from "@tensorflow/tfjs-core";
import { type Distribution, type Prior, TextvaeError } from "@textvae/core";
import { holdDistribution } from "@textvae/core/internals";
import { describe, hintFor, isFlat, isList, type Rows, tableOf } from "./given-rows.ts";

/**
 * What is known of items without their model: rows of numbers, one code each, or posteriors, a batch
 * of them or several. Who hands posteriors over keeps their tensors alive until the answer is there.
 */
export type Elsewhere = Rows | Distribution | readonly Distribution[];

const given = new WeakSet<Distribution>();

/** Whether a posterior stands for codes that were handed over as numbers. */
export const isGiven = (q: Distribution): boolean => given.has(q);

/**
 * What came from elsewhere as batches of posteriors. Those of codes are points: each has its code as
 * mean and as sample, and no density.
 *
 * @throws {TextvaeError} `SHAPE` for what is neither rows nor posteriors or is empty, `PLUGIN` for a
 * posterior that breaks its contract.
 */
export const posteriorsFrom = (where: string, from: Elsewhere): readonly Distribution[] => {
  if (isFlat(from)) return [pointsAt(where, from)];
  const list: readonly unknown[] = isList(from) ? Array.from(from as ArrayLike<unknown>) : [from];
  if (list.length > 0 && list.every(isDistribution)) {
    for (const q of list) checkDistribution(where, q, list[0] as Distribution);
    return list;
  }
  if (Array.isArray(from) && from.every(isList)) return [pointsAt(where, from as Rows)];
  const hint = hintFor(from);
  throw new TextvaeError("SHAPE", where, {
    expected:
      "rows of numbers, { codes_NZ, size } or posteriors (a distribution or a list of them)",
    got: describe(from),
    ...(hint !== undefined && { hint }),
  });
};

const isDistribution = (value: unknown): value is Distribution =>
  typeof value === "object" && value !== null && "logProb" in value && "sample" in value;

const SUPPORTS: readonly string[] = ["euclidean", "sphere", "binary", "simplex"];

/** Holds a distribution to its contract, and to the codes of the first of its list. */
const checkDistribution = (where: string, q: Distribution, first: Distribution): void => {
  const { batch, eventShape } = q;
  const { support } = q;
  const sized = [batch, eventShape?.[0]].every((n) => Number.isInteger(n) && (n as number) >= 1);
  if (!(sized && eventShape.length === 1 && SUPPORTS.includes(support))) {
    throw new TextvaeError("SHAPE", where, {
      expected: `batch ≥ 1, eventShape [Z] and a support (${SUPPORTS.join(", ")})`,
      got: `batch ${batch}, eventShape ${JSON.stringify(eventShape)} and support ${support}`,
    });
  }
  if (first.eventShape[0] !== eventShape[0] || first.support !== q.support) {
    const of = ({ eventShape: [size], support }: Distribution) => `${size} numbers, ${support}`;
    throw new TextvaeError("SHAPE", where, {
      expected: `distributions over one kind of code: ${of(first)}`,
      got: of(q),
    });
  }
  try {
    holdDistribution(familyOf(where, q))(where)(q, batch);
  } catch (cause) {
    if (cause instanceof TextvaeError) throw cause;
    throw new TextvaeError("PLUGIN", where, {
      expected: "a distribution that can be asked",
      got: String(cause),
      hint: "Its tensors live until the answer is there: make it outside of tidy.",
      cause,
    });
  }
};

/** p(z): one distribution for all items, over codes like those of the posteriors. */
export const checkPrior = (where: string, prior: unknown, q: Distribution): Distribution => {
  if (!isDistribution(prior) || prior.batch !== 1) {
    throw new TextvaeError("OPTION", `${where}.prior`, {
      expected: "p(z), a distribution of batch 1",
      got: isDistribution(prior) ? `one of batch ${prior.batch}` : describe(prior),
      hint: "Hand it over beside the posteriors: (posteriors, { prior: standardNormal(Z) }).",
    });
  }
  checkDistribution(`${where}.prior`, prior, q);
  return prior;
};

/** As much of a family as a distribution of it tells. */
export const familyOf = (
  where: string,
  { eventShape, support, gradient }: Distribution,
): Prior => ({
  size: eventShape[0] as number,
  support,
  gradient,
  build: () => withoutModel(where, "a prior family"),
});

/** Throws `CAPABILITY`: what was asked needs a model, and there are codes alone. */
export const withoutModel = (where: string, expected: string): never => {
  throw new TextvaeError("CAPABILITY", where, {
    expected,
    got: "codes or posteriors from elsewhere",
    hint: "Ask with a model: { model, dataset, split }.",
  });
};

const pointsAt = (where: string, rows: Rows): Distribution => {
  const { values_NZ, count, size } = tableOf(where, rows);
  const mean = (): Tensor2D => tensor2d(values_NZ, [count, size]);
  const q: Distribution = {
    eventShape: [size],
    batch: count,
    support: values_NZ.every((value) => value === 0 || value === 1) ? "binary" : "euclidean",
    gradient: "none",
    sample: (_, n = 1) => tidy(() => tile(mean(), [n, 1]) as Tensor2D),
    logProb: (): Tensor1D => withoutDensity(where),
    mean,
  };
  given.add(q);
  return q;
};

const withoutDensity = (where: string): never => {
  throw new TextvaeError("CAPABILITY", where, {
    expected: "posteriors, which have a density",
    got: "codes",
    hint: "Hand over the distributions they were drawn from, such as diagonalGaussian({ mean_BZ, logStd_BZ }).",
  });
};
