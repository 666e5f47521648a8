import { testDecoder } from "@textvae/testing";
import { expect, test } from "vitest";
import { type BowDecoderInput, bowDecoder } from "../src/index.ts";
import { build, context, rows, sizesOf, startCpu, total, valuesOf } from "./tiny.ts";

await startCpu();

const batch = { size: 2, counts_BV: Float32Array.of(3, 0, 1, 0, 0, 0, 1, 0, 2, 5) };
const codes = [
  [1, -2],
  [0.5, 3],
];

/*
 * PyTorch 2.13.0, double precision:
 * def P(k, *shape):
 *     n = math.prod(shape)
 *     return (0.5 * torch.sin(1.3 * k + 0.7 * torch.arange(n, dtype=torch.float64))).reshape(shape)
 * x = torch.tensor([[3., 0, 1, 0, 0], [0, 1, 0, 2, 5]], dtype=torch.float64)
 * z = torch.tensor([[1., -2], [.5, 3]], dtype=torch.float64)
 * for hidden in [[], [3]]:
 *     h = torch.tanh(z @ P(0, 2, 3) + P(1, 3)) if hidden else z
 *     k = 2 * len(hidden)
 *     print((x * torch.log_softmax(h @ P(k, h.shape[1], 5) + P(k + 1, 5), 1)).sum(1).tolist())
 */
const fixtures: [BowDecoderInput, number[]][] = [
  [{}, [-6.961031310778198, -12.65784959346125]],
  [{ hidden: [3] }, [-7.77193511301436, -11.837823271536546]],
];

test.each(fixtures)("%o gives the likelihood that PyTorch gives", async (options, expected) => {
  const { decoder } = build(options);
  const values = await valuesOf(decoder.logProb(batch, rows(codes), context()));
  values.forEach((value, b) => {
    expect(value).toBeCloseTo(expected[b] as number, 5);
  });
});

test("all documents of three words in order have probability one", async () => {
  const ids = [0, 1, 2, 3, 4];
  const documents = ids.flatMap((a) => ids.flatMap((b) => ids.map((c) => [a, b, c])));
  const counts_BV = new Float32Array(5 * documents.length);
  for (const [row, words] of documents.entries()) {
    for (const word of words) counts_BV[5 * row + word] = (counts_BV[5 * row + word] as number) + 1;
  }
  const { decoder } = build({ hidden: [4], activation: "relu" });
  const z = rows(documents.map(() => [0.5, -1]));
  const logProb = await valuesOf(
    decoder.logProb({ size: documents.length, counts_BV }, z, context()),
  );
  expect(total(logProb.map(Math.exp))).toBeCloseTo(1, 5);
});

test("a condition stands beside the code, or alone", async () => {
  for (const [latent, z] of [
    [2, rows(codes)],
    [0, undefined],
  ] as const) {
    const { decoder } = build({ hidden: [3] }, sizesOf({ latent, condition: 1 }));
    const given = (c: number[][]) => ({ ...context(), c_BC: rows(c) });
    const [first] = await valuesOf(decoder.logProb(batch, z, given([[1], [1]])));
    const [other] = await valuesOf(decoder.logProb(batch, z, given([[-1], [1]])));
    expect(first).not.toBeCloseTo(other as number, 3);
  }
});

test("dropout acts in training only", async () => {
  const { decoder } = build({ hidden: [20], dropout: 0.5 });
  const score = (training: boolean, seed: number) =>
    valuesOf(decoder.logProb(batch, rows(codes), context(training, seed)));
  expect(await score(false, 1)).toEqual(await score(false, 2));
  expect(await score(true, 1)).not.toEqual(await score(true, 2));
});

test("what does not fit is refused", () => {
  const { decoder } = build();
  const refusal = (code: string, message: string) =>
    expect.objectContaining({ code, message: expect.stringContaining(message) });
  expect(() => decoder.logProb(batch, rows([[1, 2]]), context())).toThrow(
    refusal("SHAPE", "bow.logProb, codes z: expected shape [2, 2]; got shape [1, 2]"),
  );
  expect(() => build({}, sizesOf({ latent: 0 }))).toThrow(
    refusal("ASSEMBLY", "expected a code or a condition to decode; got neither"),
  );
  expect(() => bowDecoder({ hidden: [1.5] })).toThrow(refusal("OPTION", "bow.hidden.0"));
  expect(() => bowDecoder({ dropout: -1 })).toThrow(refusal("OPTION", "a rate in [0, 1)"));
});

testDecoder({ decoder: bowDecoder() });
testDecoder({ decoder: bowDecoder({ hidden: [6, 5], dropout: 0.5 }) });
testDecoder({ decoder: bowDecoder({ hidden: [12], activation: "relu" }) });
