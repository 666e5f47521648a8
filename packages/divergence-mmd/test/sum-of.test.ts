import "@tensorflow/tfjs-backend-cpu";
import { memory, scalar, setBackend, tensor1d, zeros } from "@tensorflow/tfjs-core";
import { createRng, type Distribution, type Divergence } from "@textvae/core";
import { mmd, sumOf } from "@textvae/divergence-mmd";
import { numbersOf } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

const fixed = (bound: boolean, values: readonly number[] | undefined, value = 3): Divergence => ({
  bound,
  between: () => ({
    value: scalar(value),
    ...(values && { perExample_B: tensor1d([...values]) }),
    estimator: values ? "closed form" : "Monte Carlo",
  }),
});
const bound = fixed(true, [2, 4]);
const free = fixed(false, [1, 1], 1);
const whole = fixed(false, undefined, -0.5);

const reportedOf = async (divergence: Divergence): Promise<number[]> => [
  ...(await numbersOf(() => evaluate(divergence).perExample_B as never)),
];

const evaluate = (divergence: Divergence, step = 0) => {
  const nothing = {} as Distribution;
  return divergence.between(nothing, nothing, { z_BZ: zeros([2, 1]), rng: createRng(1), step });
};

test("values add with their weights, also scheduled ones; what it reports adds without", async () => {
  const weight = (step: number) => step / 10;
  const sum = sumOf({
    terms: [
      { divergence: bound, weight: 0.5 },
      { divergence: free, weight },
    ],
  });
  const at = (step: number) => numbersOf(() => evaluate(sum, step).value);
  expect([...(await at(0)), ...(await at(10))]).toEqual([1.5, 2.5]);
  expect(await reportedOf(sum)).toEqual([2, 4]);
  expect(await reportedOf(sumOf({ terms: [{ divergence: free }, { divergence: free }] }))).toEqual([
    2, 2,
  ]);
  expect(evaluate(sum).estimator).toBe("closed form");
});

test("beside a bound, a term without parts per example is in the value alone", async () => {
  const divergence = sumOf({ terms: [{ divergence: bound }, { divergence: whole }] });
  expect([...(await numbersOf(() => evaluate(divergence).value))]).toEqual([2.5]);
  expect(await reportedOf(divergence)).toEqual([2, 4]);
  expect(evaluate(divergence).estimator).toBe("closed form");
});

test("without a bound, a term without parts per example leaves the sum without", () => {
  const sum = evaluate(sumOf({ terms: [{ divergence: free }, { divergence: whole }] }));
  expect(sum.perExample_B).toBeUndefined();
  expect(sum.estimator).toBe("Monte Carlo");
});

test("what it reports is called after its terms", () => {
  const named = (...divergences: Divergence[]) =>
    sumOf({ terms: divergences.map((divergence) => ({ divergence, weight: 0.5 })) }).reported;
  const likeKl: Divergence = { ...bound, reported: { name: "KL", bound: true } };
  expect(named(likeKl, mmd())).toEqual({ name: "KL", bound: true });
  expect(named(mmd(), mmd({ kernel: "imq" }))).toEqual({ name: "MMD + MMD", bound: false });
});

test("only a sum of bounds whose weights add up to 1 calls itself one", () => {
  expect(sumOf({ terms: [{ divergence: bound }, { divergence: bound, weight: 1 }] }).bound).toBe(
    true,
  );
  const weighing = (...weights: (number | (() => number))[]) =>
    sumOf({ terms: weights.map((weight) => ({ divergence: bound, weight })) }).bound;
  expect([weighing(0.9), weighing(0.5, 0.4), weighing(0, 0)]).toEqual([false, false, false]);
  expect([weighing(2), weighing(0.5, 0.5), weighing(0.7, 0.2, 0.1)]).toEqual([true, true, true]);
  expect([weighing(1, () => 0), weighing(0.5, () => 0.5)]).toEqual([true, false]);
  expect(sumOf({ terms: [{ divergence: bound, weight: () => 1 }] }).bound).toBe(false);
  expect(sumOf({ terms: [{ divergence: bound }, { divergence: free }] }).bound).toBe(false);
  expect(sumOf({ terms: [{ divergence: bound }, { divergence: mmd() }] }).bound).toBe(false);
});

test("what the terms made is disposed", () => {
  const sum = sumOf({ terms: [{ divergence: bound, weight: 2 }, { divergence: free }] });
  const z_BZ = zeros([2, 1]);
  const nothing = {} as Distribution;
  const before = memory().numTensors;
  const made = sum.between(nothing, nothing, { z_BZ: z_BZ as never, rng: createRng(1), step: 0 });
  made.value.dispose();
  made.perExample_B?.dispose();
  expect(memory().numTensors).toBe(before);
});

test("it is described with its terms, and none or a negative weight is refused", () => {
  expect(sumOf({ terms: [{ divergence: mmd(), weight: 2 }] }).plugin?.options).toMatchObject({
    terms: [{ divergence: { name: "mmd", options: { statistic: "u" } }, weight: 2 }],
  });
  for (const terms of [[], [{ divergence: mmd(), weight: -1 }], [{ divergence: {} }]]) {
    expect(() => sumOf({ terms: terms as never })).toThrowError(
      expect.objectContaining({ code: "OPTION" }),
    );
  }
});
