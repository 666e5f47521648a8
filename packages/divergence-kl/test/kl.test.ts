import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  grads,
  type Scalar,
  setBackend,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  zeros,
} from "@tensorflow/tfjs-core";
import { createRng, type Distribution, type Divergence, reportedBy } from "@textvae/core";
import { capacity, freeBits, kl, weighted } from "@textvae/divergence-kl";
import { allNear, numbersOf, referenceNormal } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

/** N(μ, I), so that KL to N(0, I) is μᵢ²/2 per dimension. */
const shifted = (mean_BZ: Tensor2D, closedForm = true): Distribution =>
  referenceNormal({ mean_BZ, std_BZ: add(zeros(mean_BZ.shape), 1), closedForm });

const means = [
  [0.4, 2],
  [0.8, 0],
];
/** ½ means², half of it squared: [[.08, 2], [.32, 0]]. */
const perDimension = [0.08, 2, 0.32, 0];

const evaluate = (
  divergence: Divergence,
  mean_BZ: Tensor2D = tensor2d(means),
  { step = 0, closedForm = true } = {},
) => {
  const q = shifted(mean_BZ, closedForm);
  const p = shifted(zeros([1, 2]), closedForm);
  const z_BZ = q.sample(createRng(1));
  return divergence.between(q, p, { z_BZ, rng: createRng(2), step });
};

test.each<[string, Divergence]>([
  ["kl", kl()],
  ["kl, sampled", kl({ estimator: "monte carlo" })],
  ["weighted", weighted({ weight: 0.5 })],
  ["capacity", capacity({ target: 0.3 })],
  ...(["dimension", "total"] as const).flatMap((per) =>
    (["example", "batch"] as const).map((average): [string, Divergence] => [
      `free bits, ${per}, ${average}`,
      freeBits({ target: 0.3, per, average }),
    ]),
  ),
])("%s of an item of weight n is that of one that stands n times", async (_, divergence) => {
  const [p, rng] = [shifted(zeros([1, 2])), createRng(2)];
  const weighedBy = (means_: number[][], weights?: number[]) =>
    numbersOf(() => {
      const z_BZ = tensor2d(means_.map(([x = 0, y = 0]) => [x + 0.2, y - 0.1]));
      const weights_B = weights && tensor1d(weights);
      const given = { z_BZ, rng, step: 0, ...(weights_B && { weights_B }) };
      return divergence.between(shifted(tensor2d(means_)), p, given).value;
    });
  const [first = [], second = []] = means;
  const repeated = await weighedBy([first, second, second, second]);
  allNear(await weighedBy(means, [1, 3]), repeated, 1e-6, "value");
  expect(await weighedBy(means)).not.toEqual(repeated);
  expect(divergence.weighsItems).toBe(true);
});

const valueAt = async (divergence: Divergence, step = 0): Promise<number> => {
  const [value] = await numbersOf(() => evaluate(divergence, tensor2d(means), { step }).value);
  return value as number;
};

/** Gradient of the value in the means. */
const gradientOf = (divergence: Divergence): Promise<Float32Array> =>
  numbersOf(() => {
    const gradient = grads((mean_BZ) => evaluate(divergence, mean_BZ as Tensor2D).value as Scalar);
    return gradient([tensor2d(means)])[0] as Tensor;
  });

test("the closed form comes in parts", async () => {
  const part = (name: "perDimension_BZ" | "perExample_B") =>
    numbersOf(() => evaluate(kl())[name] as Tensor);
  allNear(await part("perDimension_BZ"), perDimension, 1e-6, "per dimension");
  allNear(await part("perExample_B"), [2.08, 0.32], 1e-6, "per example");
  expect(await valueAt(kl())).toBeCloseTo(1.2, 5);
});

test("the estimator is named, and a closed form that is missing is an error", () => {
  expect(evaluate(kl()).estimator).toBe("closed form");
  expect(evaluate(kl({ estimator: "monte carlo" })).estimator).toBe("Monte Carlo");
  const open = { closedForm: false };
  expect(evaluate(kl(), tensor2d(means), open).estimator).toBe("Monte Carlo");
  expect(() => evaluate(kl({ estimator: "closed form" }), tensor2d(means), open)).toThrowError(
    expect.objectContaining({ code: "CAPABILITY" }),
  );
});

test("relaxed samples, which do not follow q, are never used for Monte Carlo", () => {
  const pair = (closedForm: boolean) => {
    const exact = shifted(tensor2d(means), closedForm);
    const p = shifted(zeros([1, 2]), closedForm);
    return { q: { ...exact, relaxes: exact }, p, z_BZ: exact.sample(createRng(1)) };
  };
  const between = (divergence: Divergence, closedForm: boolean) => {
    const { q, p, z_BZ } = pair(closedForm);
    return divergence.between(q, p, { z_BZ, rng: createRng(2), step: 0 });
  };
  expect(between(kl(), true).estimator).toBe("closed form");
  for (const wrong of [
    () => between(kl({ estimator: "monte carlo" }), true),
    () => between(kl(), false),
  ]) {
    expect(wrong).toThrowError(expect.objectContaining({ code: "CAPABILITY" }));
  }
});

test("Monte Carlo is log q(z) − log p(z) at the sample it is given", async () => {
  const mean_BZ = () => tensor2d(means);
  const z = await numbersOf(() => shifted(mean_BZ()).sample(createRng(1)));
  const expected = [0, 1].map((b) =>
    [0, 1].reduce((total, i) => {
      const [x, m] = [z[2 * b + i] as number, means[b]?.[i] as number];
      return total + 0.5 * (x * x - (x - m) ** 2);
    }, 0),
  );
  const perExample = await numbersOf(
    () => evaluate(kl({ estimator: "monte carlo" })).perExample_B as Tensor,
  );
  allNear(perExample, expected, 1e-5, "log q − log p");
});

// Parts: per dimension [[.08, 2], [.32, 0]]; their batch means .2 and 1; totals 2.08 and .32.
test.each([
  ["dimension", "example", "max", (0.25 + 2 + 0.32 + 0.25) / 2],
  ["dimension", "example", "mask", (2 + 0.32) / 2],
  ["dimension", "batch", "max", 0.25 + 1],
  ["dimension", "batch", "mask", 1],
  ["total", "example", "max", (2.08 + 0.32) / 2],
  ["total", "example", "mask", (2.08 + 0.32) / 2],
  ["total", "batch", "max", 1.2],
  ["total", "batch", "mask", 1.2],
] as const)("free bits of .25 per %s, %s, %s", async (per, average, form, expected) => {
  expect(await valueAt(freeBits({ target: 0.25, per, average, form }))).toBeCloseTo(expected, 5);
});

test.each(["max", "mask"] as const)("free bits, %s: no gradient at or below λ", async (form) => {
  const example = freeBits({ target: 0.25, average: "example", form });
  allNear(await gradientOf(example), [0, 1, 0.4, 0], 1e-5, "example: ∂ = μ/2 above λ, else 0");
  const batch = freeBits({ target: 0.25, average: "batch", form });
  allNear(await gradientOf(batch), [0, 1, 0, 0], 1e-5, "batch: the first dimension is free");
  const total = freeBits({ target: 5, per: "total", form });
  allNear(await gradientOf(total), [0, 0, 0, 0], 0, "total below λ");
  const exactly = freeBits({ target: 1.2, per: "total", average: "batch", form });
  const slope = await gradientOf(exactly);
  expect(slope.every((g) => Number.isFinite(g))).toBe(true);
});

test("the mask and the maximum have one gradient and two values, in every form", async () => {
  for (const per of ["dimension", "total"] as const) {
    for (const average of ["example", "batch"] as const) {
      for (const target of [0, 0.1, 0.5, 1.5, 3]) {
        const form = { target, per, average };
        const [max, mask] = [freeBits(form), freeBits({ ...form, form: "mask" })];
        expect(await gradientOf(mask)).toEqual(await gradientOf(max));
        const free = (await valueAt(max)) - (await valueAt(mask));
        expect(free).toBeGreaterThanOrEqual(0);
        if (target === 3) expect(free).toBeCloseTo(per === "dimension" ? 6 : 3, 5);
      }
    }
  }
});

test("free bits per dimension need parts per dimension", () => {
  expect(() =>
    evaluate(freeBits({ divergence: kl({ estimator: "monte carlo" }), target: 1 })),
  ).toThrowError(expect.objectContaining({ code: "CAPABILITY" }));
});

test("capacity is the distance to C from both sides, with its sign in the gradient", async () => {
  expect(await valueAt(capacity({ target: 3 }))).toBeCloseTo(1.8, 5);
  expect(await valueAt(capacity({ target: (step) => step / 10 }), 10)).toBeCloseTo(0.2, 5);
  allNear(await gradientOf(capacity({ target: 3 })), [-0.2, -1, -0.4, 0], 1e-5, "D below C");
  allNear(await gradientOf(capacity({ target: 1 })), [0.2, 1, 0.4, 0], 1e-5, "D above C");
});

test("a weight follows its schedule", async () => {
  const annealed = weighted({ weight: (step) => Math.min(1, step / 4) });
  expect(await valueAt(annealed, 0)).toBe(0);
  expect(await valueAt(annealed, 1)).toBeCloseTo(0.3, 5);
  expect(await valueAt(annealed, 9)).toBeCloseTo(1.2, 5);
});

test("only what is never below KL calls itself a bound", () => {
  expect(kl().bound).toBe(true);
  expect(freeBits({ target: 1 }).bound).toBe(true);
  expect(freeBits({ target: 1, form: "mask" }).bound).toBe(false);
  expect(capacity({ target: 1 }).bound).toBe(false);
  expect(weighted({ weight: 1 }).bound).toBe(true);
  expect(weighted({ weight: 2 }).bound).toBe(true);
  expect(weighted({ weight: 0.5 }).bound).toBe(false);
  expect(weighted({ weight: 0 }).bound).toBe(false);
  expect(weighted({ divergence: weighted({ weight: 3 }), weight: 0.5 }).bound).toBe(false);
  expect(capacity({ target: 0 }).bound).toBe(true);
  expect(capacity({ target: () => 0 }).bound).toBe(false);
  expect(freeBits({ target: 0, form: "mask" }).bound).toBe(true);
  expect(weighted({ weight: () => 1 }).bound).toBe(false);
  expect(weighted({ divergence: capacity({ target: 1 }), weight: 1 }).bound).toBe(false);
});

test("what wrappers report is the KL that they wrap, a bound whatever the loss is", () => {
  const KL = { name: "KL", bound: true };
  expect(reportedBy(kl())).toEqual(KL);
  expect(reportedBy(freeBits({ target: 1, form: "mask" }))).toEqual(KL);
  expect(reportedBy(capacity({ target: 1 }))).toEqual(KL);
  expect(reportedBy(weighted({ weight: 0.5, divergence: freeBits({ target: 1 }) }))).toEqual(KL);
});

test("wrappers nest and are described with what they wrap", () => {
  const nested = weighted({ weight: 2, divergence: freeBits({ target: 0.5 }) });
  expect(nested.plugin?.options).toMatchObject({
    weight: 2,
    divergence: { name: "free-bits", options: { target: 0.5, divergence: { name: "kl" } } },
  });
});

test("options out of range are refused", () => {
  expect(() => freeBits({ target: -1 })).toThrowError(expect.objectContaining({ code: "OPTION" }));
  expect(() => weighted({ weight: "1" as never })).toThrowError(
    expect.objectContaining({ code: "OPTION" }),
  );
  for (const weight of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
    expect(() => weighted({ weight })).toThrowError(/weighted\.weight: expected a number ≥ 0/);
  }
});
