import {
  grads,
  mul,
  norm,
  profile,
  sum,
  type Tensor,
  type Tensor2D,
  tensor,
  tensor1d,
} from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { createRng, createScope, type Output, type OutputSizes } from "@textvae/core";
import { softmaxOutput } from "@textvae/layers";
import { expect, test } from "vitest";
import { type AdaptiveInput, adaptive } from "../src/index.ts";

await cpu().start();

const build = (output: Output, size: number) => {
  const scope = createScope(createRng(1));
  const vocabulary = { size } as OutputSizes["vocabulary"];
  return { scope, built: output.build(scope, { vocabulary, features: 8 }) };
};

const sines = (k: number, length: number) =>
  Array.from({ length }, (_, i) => 0.5 * Math.sin(1.3 * k + 0.7 * i));

const features = () => tensor(sines(9, 40), [5, 8]) as Tensor2D;

const near = async (actual: Tensor | readonly number[], expected: readonly number[]) => {
  const values = Array.isArray(actual) ? actual : [...(await (actual as Tensor).data())];
  expect(values.length).toBe(expected.length);
  expect(Math.max(...expected.map((x, i) => Math.abs(x - values[i])))).toBeLessThan(5e-6);
};

/*
 * torch 2.13.0, nn.AdaptiveLogSoftmaxWithLoss in double precision, its biases of tails being none:
 *
 *   def sines(k, *shape):
 *       return 0.5 * torch.sin(1.3 * k + 0.7 * torch.arange(math.prod(shape))).view(shape)
 *   m = nn.AdaptiveLogSoftmaxWithLoss(8, 11, cutoffs=[3, 7], div_value=2.0, head_bias=True)
 *   weights = [m.head.weight, m.head.bias, *(layer.weight for tail in m.tail for layer in tail)]
 *   for k, w in enumerate(weights):
 *       w.data = sines(k, *w.shape[::-1]).t().contiguous()
 *   h = sines(9, 5, 8).requires_grad_()
 *   nll = -m(h, torch.tensor([0, 10, 4, 2, 8])).output
 *   (nll * torch.arange(1.0, 6)).sum().backward()
 *   print(nll, m.log_prob(h)[1], h.grad[1], [w.grad.norm() for w in weights])
 */
const TORCH = {
  nll: [1.1318873, 3.6023941, 3.335788, 1.5218875, 3.5347734],
  log: [
    -1.1670716, -1.3300029, -1.673072, -3.4546318, -3.4200955, -3.402034, -3.4089417, -3.6696595,
    -3.6412942, -3.6147037, -3.6023941,
  ],
  slope: [
    0.125064, -0.4860112, 1.0852575, -1.3482085, 1.2071895, -1.1902057, 1.1602776, -0.6584229,
  ],
  norms: [5.995102, 7.325052, 0.573072, 0.198667, 0.435566, 1.299619],
};

test("its numbers and gradients are those of PyTorch", async () => {
  const { scope, built } = build(adaptive({ cutoffs: [3, 7], divide: 2 }), 11);
  const parameters = [...scope.parameters];
  const shared = parameters.filter(([name]) => !/tail.*bias/.test(name)).map(([, value]) => value);
  for (const parameter of scope.parameters.values()) {
    const k = shared.indexOf(parameter);
    const values = k < 0 ? new Array(parameter.size).fill(0) : sines(k, parameter.size);
    parameter.assign(tensor(values, parameter.shape));
  }
  const targets = Int32Array.of(0, 10, 4, 2, 8);
  await near(built.crossEntropy(features(), targets), TORCH.nll);
  await near([...(await built.logits(features()).data())].slice(11, 22), TORCH.log);

  const loss = (h_NH: Tensor) =>
    sum(mul(built.crossEntropy(h_NH as Tensor2D, targets), tensor1d([1, 2, 3, 4, 5])));
  const gradients = grads((...[h_NH]: Tensor[]) => loss(h_NH as Tensor))([features(), ...shared]);
  const [slope, ...own] = gradients as [Tensor, ...Tensor[]];
  await near([...(await slope.data())].slice(8, 16), TORCH.slope);
  await near(
    own.map((gradient) => norm(gradient).dataSync()[0] as number),
    TORCH.norms,
  );
});

test("one cluster is the softmax, bit for bit", async () => {
  const [own, full] = [build(adaptive({ cutoffs: [] }), 11), build(softmaxOutput({}), 11)];
  for (const [name, parameter] of full.scope.parameters) {
    own.scope.parameters.get(`head.${name}`)?.assign(parameter);
  }
  const targets = Int32Array.of(0, 10, 4, 2, 8);
  const [a, b] = [own.built, full.built].map((built) => [
    ...built.crossEntropy(features(), targets).dataSync(),
    ...built.logits(features()).dataSync(),
  ]);
  expect(a).toEqual(b);
});

test("training makes no logits of all words, and computes a cluster on its own rows", async () => {
  const { scope, built } = build(adaptive({ cutoffs: [20, 50] }), 100);
  const targets = Int32Array.of(3, 60, 0, 99, 7);
  const { kernels } = await profile(() =>
    grads((h_NH: Tensor) => sum(built.crossEntropy(h_NH as Tensor2D, targets)))([features()]),
  );
  const shapes = kernels.flatMap(({ outputShapes }) => outputShapes.map((shape) => shape.join()));
  expect(shapes.filter((shape) => shape.endsWith(",100"))).toEqual([]);
  expect(shapes).toContain("2,8"); // the two rows of the last cluster
  expect(shapes.filter((shape) => shape.endsWith(",30"))).toEqual([]); // none of the one before
  scope.dispose();
});

test("features of clusters are narrower, cluster by cluster, and as wide as one at least", () => {
  const { scope } = build(adaptive({ cutoffs: [20, 50, 80] }), 100);
  expect(
    Object.fromEntries([...scope.parameters].map(([name, { shape }]) => [name, shape])),
  ).toEqual({
    "head.kernel": [8, 23],
    "head.bias": [23],
    "tail.0.projection": [8, 2],
    "tail.0.kernel": [2, 30],
    "tail.0.bias": [30],
    "tail.1.projection": [8, 1],
    "tail.1.kernel": [1, 30],
    "tail.1.bias": [30],
    "tail.2.projection": [8, 1],
    "tail.2.kernel": [1, 20],
    "tail.2.bias": [20],
  });
});

test.each<[AdaptiveInput, string]>([
  [{ cutoffs: [3, 3] }, "adaptive.cutoffs: expected whole numbers ≥ 1, each above the one before"],
  [{ cutoffs: [0] }, "adaptive.cutoffs"],
  [{ cutoffs: [1.5] }, "adaptive.cutoffs"],
  [{ divide: 0.5 }, "adaptive.divide"],
])("%o is refused at once", (options, message) => {
  expect(() => adaptive(options)).toThrow(message);
});

test("cutoffs beyond the vocabulary are refused at assembly, with its size", () => {
  expect(() => build(adaptive({ cutoffs: [5, 11] }), 11)).toThrow(
    "adaptive.cutoffs: expected ids below 11, the size of the vocabulary; got 11.",
  );
});

test("a target outside of the vocabulary is refused", () => {
  const { built } = build(adaptive({ cutoffs: [3, 7] }), 11);
  for (const target of [-1, 11]) {
    const targets = Int32Array.of(0, target, 0, 0, 0);
    expect(() => built.crossEntropy(features(), targets)).toThrow(/expected target from 0 to/);
  }
});
