import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { cnnDecoder, DILATIONS } from "../src/index.ts";
import { batchOf, build, context, rows, sizesOf, startCpu, valuesOf } from "./tiny.ts";

beforeAll(startCpu);

const codes = () =>
  rows([
    [0.5, -1],
    [1.5, 0.25],
  ]);

/*
 * PyTorch 2.13.0, double precision; V, E, H, F, K, Z, C = 5, 2, 7, 5, 3, 2, 1; P(k, …) is
 * parameter k, ½ sin(1.3k + 0.7i) at flat index i.
 *
 * table, Wi, bi = P(5, 2), P(5, 7), P(7)
 * blocks = [(P(7, 5), P(5), P(3, 5, 5), P(5), P(5, 7), P(7)) for _ in range(2)]
 * W, b = P(7, 5), P(5)
 * for z, c, words in [([.5, -1.], [2.], [2, 3, 4, 2, 1, 3]), ([1.5, .25], [-1.], [4])]:
 *     feed, targets = torch.tensor([0] + words), torch.tensor(words + [0])
 *     h = torch.cat([table[feed], z.expand(len(feed), -1), c.expand(len(feed), -1)], 1) @ Wi + bi
 *     for d, (Wn, bn, Wc, bc, Ww, bw) in zip([1, 2], blocks):
 *         a = F.pad(F.relu(h @ Wn + bn).T[None], (2 * d, 0))
 *         y = F.relu(F.conv1d(a, Wc.flip(0).permute(2, 1, 0), bc, dilation=d))[0].T
 *         h = h + y @ Ww + bw
 *     print(-F.cross_entropy(F.relu(h) @ W + b, targets, reduction="sum").item())
 */
test("two blocks with code and condition give the log-probabilities of PyTorch", async () => {
  const { decoder } = build({}, sizesOf({ condition: 1 }));
  const given = { ...context(), c_BC: rows([[2], [-1]]) };
  const batch = batchOf([[2, 3, 4, 2, 1, 3], [4]], 2);
  const found = await valuesOf(decoder.logProb(batch, codes(), given));
  expect(found[0]).toBeCloseTo(TORCH[0], 5);
  expect(found[1]).toBeCloseTo(TORCH[1], 5);
});

const TORCH = [-12.130951421700193, -3.1095292096808276] as const;

test("words beyond the reach of the convolutions are not seen", async () => {
  const { decoder } = build({ dilations: [1], kernel: 2 });
  const ends = async (words: number[]) => {
    const sentences = [words, words.slice(0, -1)];
    const z = rows(sentences.map(() => [1, 2]));
    const [whole, without] = await valuesOf(decoder.logProb(batchOf(sentences), z, context()));
    return (whole as number) - (without as number);
  };
  // What follows a sentence but its last two words: log p(w, end) − log p(end).
  expect(await ends([2, 3, 4, 2])).toBeCloseTo(await ends([3, 3, 4, 2]), 5);
  expect(await ends([2, 3, 4, 2])).not.toBeCloseTo(await ends([2, 3, 3, 2]), 3);
});

test("the paper's dilations see 15, 63, 125 and 187 words with three taps", () => {
  const seen = Object.values(DILATIONS).map((steps) =>
    steps.reduce<number>((sum, dilation) => sum + 2 * dilation, 1),
  );
  expect(seen).toEqual([15, 63, 125, 187]);
});

test("dropout and word dropout act in training only, and follow the random stream", async () => {
  const noisy = build({ dropout: 0.5, wordDropout: 0.5 }).decoder;
  const score = (training: boolean, seed: number, decoder = noisy) =>
    valuesOf(decoder.logProb(batchOf([[2, 1, 2], [3]]), codes(), context(training, seed)));
  expect(await score(false, 1)).toEqual(await score(false, 2, build().decoder));
  expect(await score(true, 1)).toEqual(await score(true, 1));
  expect(await score(true, 1)).not.toEqual(await score(true, 2));
});

test("word dropout at rate 1 leaves the start of each sentence and unknown words", async () => {
  const words = [
    [2, 3],
    [4, 2],
  ];
  const dropped = build({ wordDropout: 1 }).decoder;
  const found = await valuesOf(dropped.logProb(batchOf(words), codes(), context(true)));
  expect(found).not.toEqual(await valuesOf(dropped.logProb(batchOf(words), codes(), context())));
  // Given unknown words at the same places, log p(ab) + log p(ba) = log p(aa) + log p(bb).
  const pairs = [
    [2, 3],
    [3, 2],
    [2, 2],
    [3, 3],
  ];
  const z = rows(pairs.map(() => [1, 2]));
  const [ab = 0, ba = 0, aa = 0, bb = 0] = await valuesOf(
    dropped.logProb(batchOf(pairs), z, context(true)),
  );
  expect(ab + ba).toBeCloseTo(aa + bb, 5);
});

test("the log-probabilities are the only tensor left", () => {
  const { decoder } = build({ dropout: 0.5, wordDropout: 0.5 });
  const z = codes();
  const before = memory().numTensors;
  const result = decoder.logProb(batchOf([[2, 1], [3]]), z, context(true));
  expect(memory().numTensors).toBe(before + 1);
  result.dispose();
});

test.each([
  [{ dilations: [] }, "cnn.dilations: expected whole numbers ≥ 1, or one of small, medium"],
  [{ dilations: [1, 0] }, "cnn.dilations"],
  [{ dilations: "tiny" }, "cnn.dilations"],
  [{ kernel: 0 }, "cnn.kernel: expected a whole number ≥ 1; got 0"],
  [{ embedding: 0 }, "cnn.embedding: expected a width"],
  [{ dropout: 1 }, "cnn.dropout: expected a rate in [0, 1)"],
])("%o is refused", (options, message) => {
  const make = () => cnnDecoder(options as never);
  expect(make).toThrow(expect.objectContaining({ code: "OPTION" }));
  expect(make).toThrow(message);
});
