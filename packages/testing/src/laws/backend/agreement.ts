import { grads, memory, mul, sum, type Tensor, tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Rng } from "@textvae/core";
import { allNear, holds, type Law, law, sameShape } from "../../law.ts";
import { type ReferenceArray, referenceArray } from "../../reference/array.ts";

/** A tensor computation and its definition in double precision. */
export interface Agreement {
  readonly name: string;
  /** Shapes of the inputs, which are uniform in `within`. */
  readonly inputs: readonly (readonly number[])[];
  readonly within?: readonly [number, number];
  compute(...inputs: Tensor[]): Tensor;
  define(...inputs: ReferenceArray[]): ReferenceArray;
  /** False where there is no gradient to compare. */
  readonly differentiable?: boolean;
  /** Of |actual − expected| / (1 + |expected|); 2·10⁻⁵ unless told. */
  readonly tolerance?: number;
}

/** Half the width of the central differences: their error is of order 10⁻¹⁰. */
const STEP = 1e-5;

/** Directions of more inputs than this are random instead of one per entry. */
const ALL_ENTRIES = 200;
const RANDOM_DIRECTIONS = 12;

/** Numbers of a computation and those of its definition. */
interface Comparison {
  readonly what: string;
  readonly actual: ArrayLike<number>;
  readonly expected: ArrayLike<number>;
}

/**
 * The law that value, shape and gradient agree with the definition. The gradient is that of a
 * randomly weighted sum of the output, against central differences of the definition: along every
 * entry of the inputs, or along random directions where they have many entries.
 */
export const agreement = (subject: Agreement): Law =>
  law(subject.name, async () => {
    const before = memory().numTensors;
    for (const { what, actual, expected } of await compare(subject)) {
      allNear(actual, expected, toleranceOf(subject), what);
    }
    const left = memory().numTensors - before;
    holds(left === 0, `expected the tensor count unchanged; got ${left} more`);
  });

/** The largest |actual − expected| / (1 + |expected|), over value and gradient. */
export const disagreement = async (subject: Agreement): Promise<number> =>
  Math.max(
    ...(await compare(subject)).flatMap(({ actual, expected }) =>
      Array.from(expected, (e, i) => Math.abs((actual[i] as number) - e) / (1 + Math.abs(e))),
    ),
  );

export const toleranceOf = ({ tolerance = 2e-5 }: Agreement): number => tolerance;

const compare = async (subject: Agreement): Promise<Comparison[]> => {
  const rng = createRng(1).stream(subject.name);
  const points = subject.inputs.map((shape) => draw(rng, shape, subject.within ?? [-1, 1]));
  const expected = subject.define(...points);
  const value = await compareValue(subject, points, expected);
  if (subject.differentiable === false) return [value];
  const weights = draw(rng, expected.shape, [-1, 1]);
  return [value, ...(await compareGradient(subject, points, weights, rng))];
};

/** Uniform numbers that single precision holds exactly. */
const draw = (
  rng: Rng,
  shape: readonly number[],
  [low, high]: readonly [number, number],
): ReferenceArray => {
  const uniforms = rng.uniforms(shape.reduce((a, b) => a * b, 1));
  return referenceArray(
    shape,
    uniforms.map((u) => Math.fround(low + (high - low) * u)),
  );
};

const toTensor = ({ shape, values }: ReferenceArray): Tensor =>
  tensor(Float32Array.from(values), [...shape]);

const compareValue = async (
  { compute }: Agreement,
  points: readonly ReferenceArray[],
  expected: ReferenceArray,
): Promise<Comparison> => {
  const value = tidy(() => compute(...points.map(toTensor)));
  sameShape(value.shape, expected.shape, "value");
  const actual = await value.data();
  value.dispose();
  return { what: "value", actual, expected: expected.values };
};

const compareGradient = async (
  { compute, define }: Agreement,
  points: readonly ReferenceArray[],
  weights: ReferenceArray,
  rng: Rng,
): Promise<Comparison[]> => {
  const gradients = tidy(() =>
    grads((...x: Tensor[]) => sum(mul(compute(...x), toTensor(weights))))(points.map(toTensor)),
  );
  const flat: number[] = [];
  for (const [i, gradient] of gradients.entries()) {
    sameShape(gradient.shape, points[i]?.shape ?? [], `gradient of input ${i}`);
    flat.push(...(await gradient.data()));
    gradient.dispose();
  }
  return Array.from(directions(flat.length, rng), (direction) => {
    const ahead = weighted(define(...shifted(points, direction, STEP)), weights);
    const behind = weighted(define(...shifted(points, direction, -STEP)), weights);
    const slope = flat.reduce((dot, g, i) => dot + g * (direction[i] as number), 0);
    return { what: "slope", actual: [slope], expected: [(ahead - behind) / (2 * STEP)] };
  });
};

/** Unit vectors, or random vectors of signs, normalised so that slopes stay of the size of one entry's. */
function* directions(entries: number, rng: Rng): Generator<Float64Array> {
  if (entries <= ALL_ENTRIES) {
    for (let i = 0; i < entries; i++) {
      const direction = new Float64Array(entries);
      direction[i] = 1;
      yield direction;
    }
    return;
  }
  const scale = 1 / Math.sqrt(entries);
  for (let n = 0; n < RANDOM_DIRECTIONS; n++) {
    yield rng.uniforms(entries).map((u) => (u < 0.5 ? -scale : scale));
  }
}

const shifted = (
  points: readonly ReferenceArray[],
  direction: Float64Array,
  step: number,
): ReferenceArray[] => {
  let start = 0;
  return points.map(({ shape, values }) => {
    const offset = start;
    start += values.length;
    const moved = values.map((x, i) => x + step * (direction[offset + i] as number));
    return referenceArray(shape, moved);
  });
};

const weighted = (x: ReferenceArray, weights: ReferenceArray): number =>
  x.values.reduce((sum, value, i) => sum + value * (weights.values[i] as number), 0);
