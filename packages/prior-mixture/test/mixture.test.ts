import {
  add,
  log,
  logSoftmax,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
} from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, createScope, type Distribution } from "@textvae/core";
import { bernoulli, bernoulliFromLogits } from "@textvae/prior-bernoulli";
import { categorical } from "@textvae/prior-categorical";
import { deterministic, diagonalGaussian, gaussian } from "@textvae/prior-gaussian";
import { mixture, mixtureDistribution, withAssignment } from "@textvae/prior-mixture";
import { allNear, estimate, meanIs, numbersOf, tinySizes } from "@textvae/testing";
import { describe, expect, test } from "vitest";

await cpu().start();

/*
 * import torch, torch.distributions as D; torch.set_default_dtype(torch.float64)   # PyTorch 2.13.0
 * t, w = torch.tensor, D.Categorical(probs=torch.tensor([.3, .7])); c = D.Categorical(logits=t([.2, -.4]))
 * b, n = t([[2., -1.], [.5, 0.]]), t([[1., .5], [.8, 2.]])
 * D.MixtureSameFamily(w, D.Independent(D.Bernoulli(logits=b), 1)).log_prob(t([[1., 0.], [0., 1.]]))
 * D.MixtureSameFamily(w, D.Independent(D.Normal(b, n), 1)).log_prob(t([[1., 0.], [0., 1.]]))
 * kl = D.kl_divergence; joint = lambda z, p: kl(c, w) + sum(c.probs[k] * kl(z, p[k]).sum() for k in (0, 1))
 * joint(D.Bernoulli(logits=t([1., -.5])), [D.Bernoulli(logits=b[k]) for k in (0, 1)])
 * joint(D.Normal(t([1., -.5]), t([.5, 1.5])), [D.Normal(b[k], n[k]) for k in (0, 1)])
 */
const torch = {
  bernoulli: { logProb: [-0.8890768031887775, -1.953642259481477], joint: 0.3451011447602406 },
  gaussian: { logProb: [-2.7316026111471494, -2.984782372696176], joint: 3.14129866245887 },
};

const logits = [
  [2, -1],
  [0.5, 0],
];
const stds = [
  [1, 0.5],
  [0.8, 2],
];
const logStd = (row: number): Tensor2D => log(tensor2d([stds[row] as number[]]));
const row = (k: number): Tensor2D => tensor2d([logits[k] as number[]]);

const families = {
  bernoulli: {
    component: (k: number): Distribution => bernoulliFromLogits(row(k)),
    posterior: (): Distribution => bernoulliFromLogits(tensor2d([[1, -0.5]])),
  },
  gaussian: {
    component: (k: number): Distribution =>
      diagonalGaussian({ mean_BZ: row(k), logStd_BZ: logStd(k) }),
    posterior: (): Distribution =>
      diagonalGaussian({ mean_BZ: tensor2d([[1, -0.5]]), logStd_BZ: log(tensor2d([[0.5, 1.5]])) }),
  },
} as const;
const logWeight_1C = (): Tensor2D => log(tensor2d([[0.3, 0.7]]));
const logAssignment_BC = (): Tensor2D => logSoftmax(tensor2d([[0.2, -0.4]]));

describe.each(["bernoulli", "gaussian"] as const)("a mixture of %s components", (name) => {
  const { component, posterior } = families[name];
  const p = () =>
    mixtureDistribution({ logWeight_1C: logWeight_1C(), components: [0, 1].map(component) });
  const q = () => withAssignment(posterior(), logAssignment_BC());

  test("has the density and the joint KL of PyTorch", async () => {
    const codes = () =>
      tensor2d([
        [1, 0],
        [0, 1],
      ]);
    allNear(await numbersOf(() => p().logProb(codes())), torch[name].logProb, 1e-6, "logProb");
    allNear(await numbersOf(() => q().klTo?.(p()) as Tensor), [torch[name].joint], 1e-6, "KL");
  });

  test("its KL is that of (c, z) by sampling, and above that of z", async () => {
    const n = 20_000;
    const u = createRng(1).uniforms(n);
    const probability = await numbersOf(() => logAssignment_BC());
    const chosen = Array.from(u, (x) => (x < Math.exp(probability[0] as number) ? 0 : 1));
    const draw = () => q().sample(createRng(2), n);
    const logRatioTo = (k: number) =>
      numbersOf(() => {
        const z_NZ = draw();
        const logQ = add(q().logProb(z_NZ), slice(logAssignment_BC(), [0, k], [1, 1]));
        const logP = add(component(k).logProb(z_NZ), slice(logWeight_1C(), [0, k], [1, 1]));
        return sub(logQ, logP);
      });
    const each = [await logRatioTo(0), await logRatioTo(1)];
    const joint = chosen.map((k, s) => each[k]?.[s] as number);
    meanIs(joint, torch[name].joint, "E[log q(c, z) − log p(c, z)]");
    const alone = await numbersOf(() => sub(q().logProb(draw()), p().logProb(draw())));
    const { mean, standardError } = estimate(alone);
    expect(mean + 5 * standardError).toBeLessThan(torch[name].joint);
  });
});

test("at q(c|x) = p(c) and equal components the joint KL is that of z", async () => {
  const { posterior, component } = families.bernoulli;
  const logHalf = () => logSoftmax(tensor2d([[0, 0]])) as Tensor2D;
  const p = () =>
    mixtureDistribution({ logWeight_1C: logHalf(), components: [component(0), component(0)] });
  const kl = await numbersOf(() => withAssignment(posterior(), logHalf()).klTo?.(p()) as Tensor);
  const plain = await numbersOf(() => sum(posterior().klTo?.(component(0)) as Tensor, 1));
  allNear(kl, plain, 1e-6, "KL");
});

test("the family's parameters, the assignment, the weights and each component are trained", () => {
  const scope = createScope(createRng(1));
  mixture({ prior: bernoulli({ size: 3 }), components: 2 }).build(scope, tinySizes());
  expect([...scope.parameters.keys()]).toEqual([
    "logits.kernel",
    "logits.bias",
    "assignment.kernel",
    "assignment.bias",
    "weights",
    "component.0.logits",
    "component.1.logits",
  ]);
  scope.dispose();
});

test("what a relaxed posterior relaxes has the joint KL too", async () => {
  const scope = createScope(createRng(1));
  const prior = categorical({ variables: 2, classes: 3, relaxation: "gumbel-softmax" });
  const built = mixture({ prior, components: 2 }).build(scope, tinySizes({ features: 2 }));
  const kl = (choose: (q: Distribution) => Distribution | undefined) =>
    numbersOf(() => choose(built.posterior(tensor2d([[1, -1]])))?.klTo?.(built.prior()) as Tensor);
  expect(await kl((q) => q.relaxes)).toEqual(await kl((q) => q));
  scope.dispose();
});

test("a family that can't learn a prior is refused, and says which can", () => {
  expect(() => mixture({ prior: deterministic({ size: 2 }) })).toThrowError(
    expect.objectContaining({ code: "CAPABILITY", message: expect.stringContaining("`learned`") }),
  );
  expect(() => mixture({ prior: gaussian(), components: 0 })).toThrowError(
    expect.objectContaining({ code: "OPTION" }),
  );
  expect(() => mixture({} as never)).toThrowError(expect.objectContaining({ code: "OPTION" }));
});

test("a mixture of one component is that component", async () => {
  const only = () => bernoulliFromLogits(tensor2d([[2, -1]]));
  const p = () => mixtureDistribution({ logWeight_1C: tensor2d([[0]]), components: [only()] });
  const z = await numbersOf(() => p().sample(createRng(1), 20));
  expect(z.every((x) => x === 0 || x === 1)).toBe(true);
  const code = () => tensor2d(z, [20, 2]);
  allNear(
    await numbersOf(() => p().logProb(code())),
    await numbersOf(() => only().logProb(code())),
    1e-6,
    "logProb",
  );
});

test("an assignment that is certain counts only its component", async () => {
  const component = (x: number) => bernoulliFromLogits(tensor2d([[x, 0]]));
  const p = () =>
    mixtureDistribution({
      logWeight_1C: log(tensor2d([[0.25, 0.75]])),
      components: [component(Number.NEGATIVE_INFINITY), component(0.5)],
    });
  const q = () => withAssignment(component(1), tensor2d([[Number.NEGATIVE_INFINITY, 0]]));
  const joint = await numbersOf(() => q().klTo?.(p()) as Tensor);
  const own = await numbersOf(() => sum(component(1).klTo?.(component(0.5)) as Tensor));
  allNear(joint, [(own[0] as number) - Math.log(0.75)], 1e-6, "joint KL");
});

test("a component infinitely far from the code counts as nothing where it is never chosen", async () => {
  const far = () =>
    diagonalGaussian({ mean_BZ: tensor2d([[0, 0]]), logStd_BZ: tensor2d([[-45, 0]]) });
  const unit = () =>
    diagonalGaussian({ mean_BZ: tensor2d([[0, 0]]), logStd_BZ: tensor2d([[0, 0]]) });
  const p = () =>
    mixtureDistribution({
      logWeight_1C: logSoftmax(tensor2d([[0, 0]])),
      components: [far(), unit()],
    });
  const q = () => withAssignment(unit(), tensor2d([[-200, 0]]));
  const kl = await numbersOf(() => q().klTo?.(p()) as Tensor);
  allNear(kl, [Math.LN2], 1e-6, "KL");
});
