import { ones, type Tensor, tensor } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { type Batch, type Context, createRng, createScope, type Parameters } from "@textvae/core";
import { testEncoder, tinySizes } from "@textvae/testing";
import { expect, test } from "vitest";
import { type BowEncoderInput, bowEncoder } from "../src/index.ts";

await cpu().start();

const counts_BV = Float32Array.of(3, 0, 1, 0, 0, 0, 1, 0, 2, 5);
// Counts times (1, 2, 1, 1, 3), rows scaled to length 1.
const tfidf_BV = Float32Array.of(
  ...[3, 0, 1, 0, 0].map((weight) => weight / Math.sqrt(10)),
  ...[0, 2, 0, 2, 15].map((weight) => weight / Math.sqrt(233)),
);
const batch: Batch = { size: 2, counts_BV, tfidf_BV };
const context = (training = false, seed = 1): Context => ({
  rng: createRng(seed),
  training,
  step: 0,
});

const build = (options: BowEncoderInput) => {
  const scope = createScope(createRng(1));
  const encoder = bowEncoder(options);
  return { encoder, scope, encode: encoder.build(scope, tinySizes()) };
};

/** The k-th parameter in order of creation becomes ½ sin(1.3k + 0.7i) at flat index i. */
const setToSines = (parameters: Parameters): void => {
  [...parameters.values()].forEach((parameter, k) => {
    const sines = Array.from(
      { length: parameter.size },
      (_, i) => 0.5 * Math.sin(1.3 * k + 0.7 * i),
    );
    parameter.assign(tensor(sines, parameter.shape));
  });
};

const valuesOf = async (tensor: Tensor): Promise<number[]> => {
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
};

/*
 * PyTorch 2.13.0, double precision:
 * def P(k, *shape):
 *     n = math.prod(shape)
 *     return (0.5 * torch.sin(1.3 * k + 0.7 * torch.arange(n, dtype=torch.float64))).reshape(shape)
 * def mlp(x, act, widths, k=0):
 *     for i, o in zip(widths, widths[1:]):
 *         x, k = act(x @ P(k, i, o) + P(k + 1, o)), k + 2
 *     return x
 * x = torch.tensor([[3., 0, 1, 0, 0], [0, 1, 0, 2, 5]], dtype=torch.float64)
 * reads = {"counts": x, "presence": (x > 0).double(), "log": torch.log1p(x),
 *          "frequencies": x / x.sum(1, keepdim=True)}
 * rare = x * torch.tensor([1., 2, 1, 1, 3]); reads["tf-idf"] = rare / rare.norm(dim=1, keepdim=True)
 * for name in reads: print(name, mlp(reads[name], torch.tanh, [5, 4, 3]).tolist())
 * print(mlp(x, torch.relu, [5, 4]).tolist())
 */
const fixtures: [BowEncoderInput, number[]][] = [
  [
    { hidden: [4, 3] },
    [-0.26882733, -0.44833105, -0.43223415, -0.23197907, -0.36869696, -0.34131181],
  ],
  [
    { hidden: [4, 3], reads: "presence" },
    [-0.26503314, -0.42768648, -0.40335233, -0.47690317, -0.60935739, -0.5108604],
  ],
  [
    { hidden: [4, 3], reads: "frequencies" },
    [-0.31471647, -0.47315652, -0.43064166, -0.37664754, -0.50774768, -0.43008621],
  ],
  [
    { hidden: [4, 3], reads: "log" },
    [-0.2630501, -0.44161725, -0.42686117, -0.39704005, -0.52538624, -0.44047852],
  ],
  [
    { hidden: [4, 3], reads: "tf-idf" },
    [-0.2969416, -0.46399153, -0.43198122, -0.3285232, -0.46022933, -0.39693248],
  ],
  [
    { hidden: [4], activation: "relu" },
    [0.16614577, 1.42938219, 2.02035783, 1.66112762, 0, 0, 0, 0.17523179],
  ],
];

test.each(fixtures)("%o gives the features that PyTorch gives", async (options, expected) => {
  const { encode, encoder, scope } = build(options);
  setToSines(scope.parameters);
  const values = await valuesOf(encode(batch, context()));
  expect(encoder.features).toBe(expected.length / 2);
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 6);
  });
});

test("reading changes no counts", async () => {
  const before = [...counts_BV];
  const weights = [...tfidf_BV];
  for (const reads of ["counts", "presence", "frequencies", "log", "tf-idf"] as const) {
    await valuesOf(build({ reads }).encode(batch, context()));
  }
  expect([...counts_BV]).toEqual(before);
  expect([...tfidf_BV]).toEqual(weights);
});

test("an empty document has finite features, however it is read", async () => {
  const empty = { size: 1, counts_BV: new Float32Array(5) };
  const { encode } = build({ hidden: [3], reads: "frequencies" });
  expect((await valuesOf(encode(empty, context()))).every(Number.isFinite)).toBe(true);
});

test("dropout acts in training only, and keeps the expectation", async () => {
  const { encode } = build({ hidden: [50], dropout: 0.4 });
  const still = await valuesOf(encode(batch, context()));
  expect(await valuesOf(encode(batch, context(false, 2)))).toEqual(still);

  const dropped = await valuesOf(encode(batch, context(true)));
  const kept = dropped.filter((value) => value !== 0).length;
  // 100 units kept with probability 0.6: five standard deviations are 24.5.
  expect(Math.abs(kept - 60)).toBeLessThan(24.5);
  dropped.forEach((value, i) => {
    if (value !== 0) expect(value).toBeCloseTo((still[i] as number) / 0.6, 6);
  });
});

test("dropout of words leaves the others, scaled, and acts in training only", async () => {
  const words = 400;
  const { encode, scope } = build({ hidden: [1], activation: "relu", inputDropout: 0.4 });
  scope.parameters.get("0.kernel")?.assign(ones([5, 1]));
  const rows = { size: words, counts_BV: new Float32Array(5 * words).fill(1) };
  expect(new Set(await valuesOf(encode(rows, context())))).toEqual(new Set([5]));
  const kept = (await valuesOf(encode(rows, context(true)))).map((sum) => 0.6 * sum);
  for (const count of kept) expect(count).toBeCloseTo(Math.round(count), 5);
  // 2000 words kept with probability 0.6: five standard deviations are 110.
  expect(Math.abs(kept.reduce((a, b) => a + b, 0) - 1200)).toBeLessThan(110);
});

test("what is read is what the dataset has to provide", () => {
  expect(bowEncoder({ reads: "tf-idf" }).reads).toEqual(["tfidf_BV"]);
  expect(bowEncoder({ reads: "log" }).reads).toEqual(["counts_BV"]);
});

test.each([
  [{ hidden: [] }, "bow.hidden: expected at least one width"],
  [{ hidden: [0] }, "bow.hidden.0: expected a whole number ≥ 1; got 0"],
  [{ dropout: 1 }, "bow.dropout: expected a rate in [0, 1); got 1"],
  [{ inputDropout: -0.1 }, "bow.inputDropout: expected a rate in [0, 1); got -0.1"],
  [{ reads: "tfidf" }, "bow.reads"],
  [{ layers: 2 }, "known options only"],
])("%o is refused", (options, message) => {
  expect(() => bowEncoder(options as never)).toThrow(message);
  expect(() => bowEncoder(options as never)).toThrow(expect.objectContaining({ code: "OPTION" }));
});

testEncoder({ encoder: bowEncoder({ hidden: [6, 5], dropout: 0.5 }) });
testEncoder({ encoder: bowEncoder({ hidden: [8], activation: "relu", reads: "log" }) });
testEncoder({ encoder: bowEncoder({ hidden: [4], reads: "presence" }) });
testEncoder({ encoder: bowEncoder({ hidden: [4], reads: "frequencies" }) });
testEncoder({ encoder: bowEncoder({ hidden: [4], reads: "tf-idf", inputDropout: 0.3 }) });
