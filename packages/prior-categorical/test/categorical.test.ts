import {
  grads,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  tensor,
  tensor2d,
  zeros,
} from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, createScope, type Distribution, type Rng } from "@textvae/core";
import { categorical, categoricalFromLogits, type Relaxation } from "@textvae/prior-categorical";
import {
  allFinite,
  allNear,
  gradientsOf,
  meanIs,
  numbersOf,
  strided,
  tinySizes,
} from "@textvae/testing";
import { expect, test } from "vitest";

await cpu().start();

/*
 * import torch, torch.distributions as D; torch.set_default_dtype(torch.float64)   # PyTorch 2.13.0
 * l = torch.tensor([[2., -1., .3], [0., 1., -2.]], requires_grad=True)
 * q, p = D.Categorical(logits=l), D.Categorical(logits=torch.tensor([[.5, 0., -2.], [1., 1., .2]]))
 * q.log_prob(torch.tensor([0, 1])).sum(), q.entropy().sum(), q.probs, D.kl_divergence(q, p)
 * D.kl_divergence(q, D.Categorical(logits=torch.zeros(2, 3)))
 * u = torch.tensor([[.1, .6, .8], [.3, .9, .45]]); g = -torch.log(-torch.log(u))
 * a = torch.tensor([[.4, -1., 2.], [.7, .2, -.5]])
 * y = torch.softmax((l + g) / .7, -1); (a * y).sum().backward(); y, l.grad
 */
const logits = [2, -1, 0.3, 0, 1, -2];
const noise = [0.1, 0.6, 0.8, 0.3, 0.9, 0.45].map((u) => -Math.log(-Math.log(u)));
const slopes = [0.4, -1, 2, 0.7, 0.2, -0.5];
const torch = {
  logProb: -0.5580329833132465,
  entropy: 1.296058264956263,
  mean: [
    0.8113783859426444, 0.040396151173133533, 0.14822546288422211, 0.25949646034241913,
    0.7053845126982412, 0.03511902695933973,
  ],
  klToOther: [0.33247828200939133, 0.21004355842311206],
  klToUniform: [0.5164197817004715, 0.38474653067948517],
  y: [
    0.2784050225166552, 0.03293209103345402, 0.6886628864498908, 0.007323437601158681,
    0.9919203538775786, 0.0007562085212627381,
  ],
  gradient: [
    -0.41989669555654524, -0.11553309995393153, 0.5354297955104764, 0.0051982558051050865,
    -0.0044386633880850275, -0.0007595924170200592,
  ],
};

const q = (relaxation: Relaxation = "straight-through-argmax"): Distribution =>
  categoricalFromLogits({
    logits_BZ: tensor2d([logits]),
    classes: 3,
    relaxation,
    temperature: 0.7,
  });

/** A stream whose Gumbel noise is given, one tensor per call. */
const gumbels = (...calls: readonly (readonly number[])[]): Rng => {
  const left = calls.map((values) => [...values]);
  return { ...createRng(0), gumbel: (shape) => tensor(left.shift() as number[], [...shape]) };
};

test("log-mass, entropy, mean and KL are those of softmax(l), as PyTorch has them", async () => {
  for (const relaxation of ["gumbel-softmax", "straight-through-argmax"] as const) {
    const near = async (make: () => Tensor, expected: readonly number[], what: string) =>
      allNear(await numbersOf(make), expected, 1e-6, `${what} (${relaxation})`);
    const made = () => q(relaxation);
    await near(() => made().logProb(tensor2d([[1, 0, 0, 0, 1, 0]])), [torch.logProb], "logProb");
    await near(() => made().entropy?.() as Tensor, [torch.entropy], "entropy");
    await near(() => made().mean?.() as Tensor, torch.mean, "mean");
    const to = (values: readonly number[]) => () =>
      made().klTo?.(
        categoricalFromLogits({ logits_BZ: tensor2d([[...values]]), classes: 3 }),
      ) as Tensor;
    await near(to([0.5, 0, -2, 1, 1, 0.2]), torch.klToOther, "KL");
    await near(to([0, 0, 0, 0, 0, 0]), torch.klToUniform, "KL to uniform");
  }
});

test("each relaxation has its own value and the gradient of y = softmax((l + g)/τ)", async () => {
  // log u of the second draw: class 3 then wins in the first variable, class 1 in the second.
  const second = [0, 0, 9, 9, 0, 0];
  const cases = {
    "gumbel-softmax": torch.y,
    "straight-through-argmax": [0, 0, 1, 0, 1, 0],
    "straight-through-sample": [0, 0, 1, 1, 0, 0],
  } as const;
  for (const [relaxation, expected] of Object.entries(cases)) {
    const sample = (logits_BZ: Tensor2D) =>
      categoricalFromLogits({
        logits_BZ,
        classes: 3,
        relaxation: relaxation as Relaxation,
        temperature: 0.7,
      }).sample(gumbels(noise, second));
    allNear(await numbersOf(() => sample(tensor2d([logits]))), expected, 1e-6, relaxation);
    const gradient = await numbersOf(() => {
      const loss = (logits_BZ: Tensor) =>
        sum(mul(sample(logits_BZ as Tensor2D), tensor2d([slopes])));
      return grads(loss)([tensor2d([logits])])[0] as Tensor;
    });
    allNear(gradient, torch.gradient, 1e-5, `gradient (${relaxation})`);
  }
});

test("straight-through samples are exactly one-hot", async () => {
  for (const relaxation of ["straight-through-argmax", "straight-through-sample"] as const) {
    const z = await numbersOf(() => q(relaxation).sample(createRng(5), 500));
    expect([...new Set(z)].sort()).toEqual([0, 1]);
    for (let i = 0; i < z.length; i += 3) {
      expect((z[i] as number) + (z[i + 1] as number) + (z[i + 2] as number)).toBe(1);
    }
  }
});

test("a draw from Cat(y) follows E[y], flatter than softmax(l)", async () => {
  const draws = async (relaxation: Relaxation) =>
    numbersOf(() => q(relaxation).sample(createRng(6), 20_000));
  const [z, y] = [await draws("straight-through-sample"), await draws("gumbel-softmax")];
  const difference = z.map((x, i) => x - (y[i] as number));
  for (let i = 0; i < 6; i++) meanIs(strided(difference, i, 6), 0, `E[z] − E[y], entry ${i}`);
  // torch.softmax((l[0] - torch.log(-torch.log(torch.rand(4000000, 3)))) / .7, -1).mean(0)
  [0.7425, 0.0638, 0.1937].forEach((expected, i) => {
    meanIs(strided(z, i, 6), expected, `E[y], entry ${i}`);
    expect(Math.abs(expected - (torch.mean[i] as number))).toBeGreaterThan(0.02);
  });
});

test("KL and its gradient are finite at any logits", async () => {
  const kl = ([logits_BZ, other_BZ]: Tensor[]): Tensor =>
    categoricalFromLogits({ logits_BZ: logits_BZ as Tensor2D, classes: 3 }).klTo?.(
      categoricalFromLogits({ logits_BZ: other_BZ as Tensor2D, classes: 3 }),
    ) as Tensor;
  const both = () => [tensor2d([[1e4, -1e4, 0]]), tensor2d([[-90, 90, 0]])];
  allNear(await numbersOf(() => kl(both())), [180], 1e-5, "KL");
  for (const k of [0, 1]) {
    const gradient = await numbersOf(
      () => grads((...tensors) => sum(kl(tensors)) as Scalar)(both())[k] as Tensor,
    );
    allFinite(gradient, "gradient");
  }
});

test("KL needs the same variables and classes", () => {
  const pairs = categoricalFromLogits({ logits_BZ: zeros([1, 6]), classes: 2 });
  const four = categoricalFromLogits({ logits_BZ: zeros([1, 12]), classes: 3 });
  const { logProb, sample, eventShape, batch, support, gradient } = q();
  for (const p of [pairs, four, { logProb, sample, eventShape, batch, support, gradient }]) {
    expect(q().klTo?.(p)).toBeUndefined();
  }
});

test("a learned prior is a parameter", () => {
  const scope = createScope(createRng(1));
  const built = categorical({ variables: 2, classes: 3, prior: "learned" }).build(
    scope,
    tinySizes(),
  );
  const gradients = gradientsOf(
    () => sum(built.posterior(zeros([2, 6])).klTo?.(built.prior()) as Tensor) as Scalar,
    scope.parameters,
  );
  expect([...gradients.keys()].sort()).toEqual(["logits.bias", "logits.kernel", "prior.logits"]);
  scope.dispose();
});

test("logits that are no whole number of variables, and options out of range, are refused", () => {
  expect(() => categoricalFromLogits({ logits_BZ: zeros([1, 5]), classes: 3 })).toThrowError(
    expect.objectContaining({ code: "SHAPE" }),
  );
  for (const wrong of [{ variables: 0 }, { classes: 1 }, { temperature: 0 }]) {
    expect(() => categorical(wrong)).toThrowError(expect.objectContaining({ code: "OPTION" }));
  }
});

test("a class that never comes has no part in entropy, KL and log q", async () => {
  // Enumeration: q = (0, ¼, ¾).
  const q = () =>
    categoricalFromLogits({
      logits_BZ: tensor2d([[Number.NEGATIVE_INFINITY, 0, Math.log(3)]]),
      classes: 3,
    });
  const uniform = () => categoricalFromLogits({ logits_BZ: zeros([1, 3]), classes: 3 });
  allNear(await numbersOf(() => q().entropy?.() as Tensor), [0.562335], 1e-6, "entropy");
  allNear(await numbersOf(() => q().klTo?.(uniform()) as Tensor), [0.536277], 1e-6, "KL");
  const third = () => tensor2d([[0, 0, 1]]);
  allNear(await numbersOf(() => q().logProb(third())), [Math.log(0.75)], 1e-6, "log q");
  const first = await numbersOf(() => q().logProb(tensor2d([[1, 0, 0]])));
  expect(first[0]).toBe(Number.NEGATIVE_INFINITY);
  const z = await numbersOf(() => q().sample(createRng(1), 200));
  expect(z.some((x, i) => i % 3 === 0 && x !== 0)).toBe(false);
});

test.each([1e-3, 1e-30, 1e-38, 1e-45, 5e-324])(
  "τ = %d leaves corners with a finite gradient",
  async (temperature) => {
    const sample = (logits_BZ: Tensor) =>
      categoricalFromLogits({
        logits_BZ: logits_BZ as Tensor2D,
        classes: 3,
        relaxation: "gumbel-softmax",
        temperature,
      }).sample(createRng(2), 50);
    const at = tensor2d([[1000, 0, -1, 0.5, 0, Number.NEGATIVE_INFINITY]]);
    const z = await numbersOf(() => sample(at));
    allFinite(z, "sample");
    for (let i = 0; i < z.length; i += 3) {
      expect(z.slice(i, i + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
    allFinite(await numbersOf(() => grads((l) => sum(sample(l)))([at])[0] as Tensor), "gradient");
  },
);
