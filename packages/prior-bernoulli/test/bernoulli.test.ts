import {
  grads,
  mul,
  ones,
  type Scalar,
  square,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
  zeros,
} from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, createScope, type Distribution, type Rng } from "@textvae/core";
import { bernoulli, bernoulliFromLogits, withNoise } from "@textvae/prior-bernoulli";
import { allFinite, allNear, gradientsOf, numbersOf, tinySizes } from "@textvae/testing";
import { expect, test } from "vitest";

await cpu().start();

/*
 * import torch, torch.distributions as D; torch.set_default_dtype(torch.float64)   # PyTorch 2.13.0
 * q, p = D.Bernoulli(logits=torch.tensor([2., -1., .3])), D.Bernoulli(logits=torch.tensor([.5, 0., -2.]))
 * q.log_prob(torch.tensor([1., 0., 1.])).sum(), q.entropy().sum(), q.mean, D.kl_divergence(q, p),
 * D.kl_divergence(q, D.Bernoulli(.2 * torch.ones(3)))
 */
const torch = {
  logProb: -0.9945449430297224,
  entropy: 1.6295594534004552,
  mean: [0.8807970779778823, 0.2689414213699951, 0.574442516811659],
  klToOther: [0.1683445901039577, 0.11094407167172732, 0.5937905552412612],
  klToFifth: [1.0788537187186167, 0.013772418342784434, 0.3374674837327012],
};

const q = (): Distribution => bernoulliFromLogits(tensor2d([[2, -1, 0.3]]));

/** A stream whose uniforms are given. */
const uniforms = (values: readonly number[]): Rng => ({
  ...createRng(0),
  uniform: () => tensor2d([[...values]]),
});

test("log-mass, entropy, mean and KL agree with PyTorch", async () => {
  const near = async (make: () => Tensor, expected: readonly number[], what: string) =>
    allNear(await numbersOf(make), expected, 1e-6, what);
  await near(() => q().logProb(tensor2d([[1, 0, 1]])), [torch.logProb], "logProb");
  await near(() => q().entropy?.() as Tensor, [torch.entropy], "entropy");
  await near(() => q().mean?.() as Tensor, torch.mean, "mean");
  const p = () => bernoulliFromLogits(tensor2d([[0.5, 0, -2]]));
  await near(() => q().klTo?.(p()) as Tensor, torch.klToOther, "KL");
  const scope = createScope(createRng(1));
  const built = bernoulli({ size: 3, prior: 0.2 }).build(scope, tinySizes());
  await near(() => q().klTo?.(built.prior()) as Tensor, torch.klToFifth, "KL to bits of 0.2");
  scope.dispose();
});

test("a bit is 1 where u < q, and passes gradients on as if it were q", async () => {
  const logits = [2, -1, 0.3];
  const sample = (logits_BZ: Tensor2D) =>
    bernoulliFromLogits(logits_BZ).sample(uniforms([0.8807, 0.2689, 0.5745]));
  expect([...(await numbersOf(() => sample(tensor2d([logits]))))]).toEqual([1, 1, 0]);
  const slopes = [0.4, -1, 2];
  const gradient = await numbersOf(() => {
    const loss = (logits_BZ: Tensor) => sum(mul(sample(logits_BZ as Tensor2D), tensor2d([slopes])));
    return grads(loss)([tensor2d([logits])])[0] as Tensor;
  });
  const expected = torch.mean.map((m, i) => (slopes[i] as number) * m * (1 - m));
  allNear(gradient, expected, 1e-6, "gradient");
});

test("samples are exactly 0 or 1 even where q is nearly so", async () => {
  const extreme = Array.from({ length: 400 }, (_, i) => (i - 200) / 8);
  const z = await numbersOf(() =>
    bernoulliFromLogits(tensor2d([extreme])).sample(createRng(3), 200),
  );
  expect([...new Set(z)].sort()).toEqual([0, 1]);
});

test("KL and its gradient are finite at any logits, and vanish at equality", async () => {
  const logits = [-1e4, -90, 0, 90, 1e4];
  const other = [90, 1e4, -1e4, 90, -1e4];
  const kl = ([q_BZ, p_BZ]: Tensor[]): Tensor =>
    bernoulliFromLogits(q_BZ as Tensor2D).klTo?.(bernoulliFromLogits(p_BZ as Tensor2D)) as Tensor;
  const both = () => [tensor2d([logits]), tensor2d([other])];
  allNear(await numbersOf(() => kl(both())), [90, 1e4, 5e3 - Math.LN2, 0, 1e4], 1e-5, "KL");
  for (const k of [0, 1]) {
    const gradient = await numbersOf(
      () => grads((...tensors) => sum(kl(tensors)) as Scalar)(both())[k] as Tensor,
    );
    allFinite(gradient, "gradient");
  }
});

test("KL to a distribution of another family has no closed form", () => {
  const { logProb, sample, eventShape, batch, support, gradient } = q();
  expect(q().klTo?.({ logProb, sample, eventShape, batch, support, gradient })).toBeUndefined();
});

test("a learned prior is a parameter that the KL pulls to the mean posterior", async () => {
  const scope = createScope(createRng(1));
  const built = bernoulli({ size: 3, prior: "learned" }).build(scope, tinySizes());
  const gradients = gradientsOf(
    () => sum(built.posterior(zeros([2, 6])).klTo?.(built.prior()) as Tensor) as Scalar,
    scope.parameters,
  );
  expect([...gradients.keys()].sort()).toEqual(["logits.bias", "logits.kernel", "prior.logits"]);
  const prior = (await scope.parameters.get("prior.logits")?.data()) as Float32Array;
  // d KL/d l_p = Σ_B σ(l_p) − q, and q = ½ at features of 0.
  const expected = Array.from(prior, (l) => 2 * (1 / (1 + Math.exp(-l)) - 0.5));
  allNear(await (gradients.get("prior.logits") as Tensor).data(), expected, 1e-5, "gradient");
  scope.dispose();
});

test("noise has the scale exp(½ log σ²) around bits, and all else is that of q", async () => {
  const logVariance = [Math.log(0.04), Math.log(0.25), 0];
  const noisy = () => withNoise(q(), tensor2d([logVariance]));
  const count = 4000;
  const [z, bits] = [
    await numbersOf(() => noisy().sample(createRng(5), count)),
    await numbersOf(() => q().sample(createRng(5), count)),
  ];
  for (const [i, logs] of logVariance.entries()) {
    const noise = Array.from(z, (value, at) => value - (bits[at] as number)).filter(
      (_, at) => at % 3 === i,
    );
    const variance = Math.exp(logs);
    const mean = noise.reduce((a, b) => a + b, 0) / count;
    const spread = noise.reduce((a, b) => a + b * b, 0) / count;
    // The mean has variance σ²/n, the mean square 2σ⁴/n.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / count));
    expect(Math.abs(spread - variance)).toBeLessThan(5 * variance * Math.sqrt(2 / count));
  }
  const code = () => tensor2d([[1, 0, 1]]);
  allNear(await numbersOf(() => noisy().logProb(code())), [torch.logProb], 1e-6, "logProb");
  const p = () => bernoulliFromLogits(tensor2d([[0.5, 0, -2]]));
  allNear(await numbersOf(() => noisy().klTo?.(p()) as Tensor), torch.klToOther, 1e-6, "KL");
  const relaxed = await numbersOf(() => noisy().relaxes?.sample(createRng(5), count) as Tensor);
  expect([...relaxed]).toEqual([...bits]);
});

test("noise is learned: its scale is a parameter with a gradient", async () => {
  const scope = createScope(createRng(1));
  const built = bernoulli({ size: 3, noise: true }).build(scope, tinySizes());
  const gradients = gradientsOf(
    () => sum(square(built.posterior(ones([2, 6])).sample(createRng(2), 5))) as Scalar,
    scope.parameters,
  );
  expect([...gradients.keys()].sort()).toEqual([
    "logVariance.bias",
    "logVariance.kernel",
    "logits.bias",
    "logits.kernel",
  ]);
  const bias = await (gradients.get("logVariance.bias") as Tensor).data();
  expect(bias.every((value) => value !== 0)).toBe(true);
  scope.dispose();
});

test("options out of range are refused", () => {
  for (const wrong of [{ size: 0 }, { prior: 0 }, { prior: 1 }, { prior: "fixed" as never }]) {
    expect(() => bernoulli(wrong)).toThrowError(expect.objectContaining({ code: "OPTION" }));
  }
});

test("certain bits have no entropy, and log q of what they say is zero", async () => {
  const q = () => bernoulliFromLogits(tensor2d([[Infinity, Number.NEGATIVE_INFINITY, 100, -100]]));
  const fair = () => bernoulliFromLogits(tensor2d([[0, 0, 0, 0]]));
  allNear(await numbersOf(() => q().entropy?.() as Tensor), [0], 1e-30, "entropy");
  const kl = await numbersOf(() => q().klTo?.(fair()) as Tensor);
  allNear(kl, Array(4).fill(Math.LN2), 1e-6, "KL to fair bits");
  allNear(await numbersOf(() => q().logProb(tensor2d([[1, 0, 1, 0]]))), [0], 1e-30, "log q");
  const other = await numbersOf(() => q().logProb(tensor2d([[0, 0, 1, 0]])));
  expect(other[0]).toBe(Number.NEGATIVE_INFINITY);
  const z = await numbersOf(() => q().sample(createRng(1), 3));
  expect([...z]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]);
});
