import { memory, type Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import type { LstmDecoderInput } from "../src/options.ts";
import {
  allSentences,
  batchOf,
  build,
  EOS,
  evaluating,
  rows,
  setToSines,
  sizesOf,
  startCpu,
  stepByStep,
  type Tiny,
  total,
  training,
  UNK,
  valuesOf,
} from "./tiny.ts";

beforeAll(startCpu);

const z = () => rows([[0.5, -1]]);
const repeated = (count: number) => rows(Array.from({ length: count }, () => [0.5, -1]));
const logProbs = ({ decoder }: Tiny, sentences: number[][], context = evaluating) =>
  valuesOf(decoder.logProb(batchOf(sentences), repeated(sentences.length), context));

/*
 * PyTorch 2.13.0, double precision; V, E, H, Z, C, L = 5, 2, 3, 2, 1, 2; P(k, …) is parameter k.
 *
 * table = P(next(k), V, E)
 * init = [[(P(next(k), Z, H), P(next(k), H)) for _ in "hc"] for _ in range(L)]
 * net = torch.nn.LSTM(E + Z + C, H, L).double()          # weights P(next(k), …).T, bias_hh = 0
 * W, b = P(next(k), H, V), P(next(k), V)
 * for z, c, words in [([.5, -1.], [2.], [2, 3, 4]), ([1.5, .25], [-1.], [4])]:
 *     h0 = torch.stack([z @ m[0][0] + m[0][1] for m in init])[:, None]
 *     c0 = torch.stack([z @ m[1][0] + m[1][1] for m in init])[:, None]
 *     feed, targets = torch.tensor([0] + words), torch.tensor(words + [0])
 *     x = torch.cat([table[feed], z.expand(len(feed), -1), c.expand(len(feed), -1)], 1)
 *     h, _ = net(x[:, None], (h0, c0))
 *     print(-F.cross_entropy(h[:, 0] @ W + b, targets, reduction="sum").item())
 */
test("two layers with code and condition give the log-probabilities of PyTorch", async () => {
  const { decoder, scope } = build({ layers: 2 }, sizesOf({ words: 3, condition: 1 }));
  setToSines(scope);
  const c_BC = rows([[2], [-1]]);
  const codes = rows([
    [0.5, -1],
    [1.5, 0.25],
  ]);
  const batch = batchOf([[2, 3, 4], [4]]);
  const found = await valuesOf(decoder.logProb(batch, codes, { ...evaluating, c_BC }));
  expect(found[0]).toBeCloseTo(-6.8438054159530415, 5);
  expect(found[1]).toBeCloseTo(-3.2030517636139724, 5);
});

const variants: LstmDecoderInput[] = [
  { latent: "state" },
  { latent: "input", layers: 2 },
  { latent: "both" },
  { inputless: true, layers: 2 },
];

describe.each(variants)("%o", (options) => {
  test("probabilities of all sentences and of what is longer sum to one", async () => {
    const tiny = build(options);
    const ended = await logProbs(tiny, allSentences([1, 2], 3));
    const mass = total(ended.map(Math.exp));
    const longer = await Promise.all(
      allSentences([1, 2], 4)
        .filter(({ length }) => length === 4)
        .map(async (words) =>
          Math.exp(total(await stepByStep(tiny.network, z(), [EOS, ...words.slice(0, 3)], words))),
        ),
    );
    expect(ended.length).toBe(15);
    expect(mass).toBeLessThan(1);
    expect(mass + total(longer)).toBeCloseTo(1, 6);
  });

  test("the sum of the generator's own steps is the log-probability", async () => {
    const tiny = build(options);
    const words = [2, 1, 2, 2];
    const steps = await stepByStep(tiny.network, z(), [EOS, ...words], [...words, EOS]);
    const [whole] = await logProbs(tiny, [words]);
    expect(whole).toBeCloseTo(total(steps), 5);
  });

  test("neither padding nor the order of the batch matters", async () => {
    const { decoder } = build(options);
    const sentences = [[2, 1, 2], [], [1]];
    const codes = [
      [1, 2],
      [-1, 0.5],
      [0.25, -2],
    ];
    const tight = await valuesOf(decoder.logProb(batchOf(sentences), rows(codes), evaluating));
    const padded = batchOf(sentences.toReversed(), { padding: 2, pad: 7 });
    const turned = rows(codes.toReversed());
    const again = await valuesOf(decoder.logProb(padded, turned, evaluating));
    again.toReversed().forEach((value, b) => {
      expect(value).toBeCloseTo(tight[b] as number, 6);
    });
    expect(new Set(tight).size).toBe(3);
  });

  test("the code matters", async () => {
    const { decoder } = build(options);
    const batch = batchOf([[2], [2]]);
    const other = rows([
      [1, 2],
      [-2, 1],
    ]);
    const [a, b] = await valuesOf(decoder.logProb(batch, other, evaluating));
    expect(Math.abs((a as number) - (b as number))).toBeGreaterThan(1e-2);
  });
});

/*
 * Given z, an inputless decoder makes each word independent of the others:
 * log p(ab) + log p(ba) = log p(aa) + log p(bb).
 */
const interaction = async (options: LstmDecoderInput): Promise<number> => {
  const sentences = [
    [1, 2],
    [2, 1],
    [1, 1],
    [2, 2],
  ];
  const [ab = 0, ba = 0, aa = 0, bb = 0] = await logProbs(build(options), sentences);
  return Math.abs(ab + ba - aa - bb);
};

test("an inputless decoder sees positions and the code alone", async () => {
  expect(await interaction({ inputless: true })).toBeLessThan(1e-5);
  expect(await interaction({ inputless: false })).toBeGreaterThan(1e-2);
});

test("word dropout at rate 1 feeds the unknown word at all places but the first", async () => {
  const tiny = build({ wordDropout: 1 });
  const words = [2, 2, 2];
  const unknown = await stepByStep(tiny.network, z(), [EOS, UNK, UNK, UNK], [...words, EOS]);
  const known = await logProbs(tiny, [words]);
  const [dropped] = await logProbs(tiny, [words], training(1));
  expect(dropped).toBeCloseTo(total(unknown), 5);
  expect(known[0]).not.toBeCloseTo(total(unknown), 2);
});

test("dropout acts in training only, and follows the random stream", async () => {
  const noisy = build({ dropout: 0.5, wordDropout: 0.5, layers: 2 });
  const plain = build({ layers: 2 });
  const sentences = [[2, 1, 2], [1]];
  expect(await logProbs(noisy, sentences)).toEqual(await logProbs(plain, sentences));
  const first = await logProbs(noisy, sentences, training(1));
  expect(await logProbs(noisy, sentences, training(1))).toEqual(first);
  expect(await logProbs(noisy, sentences, training(2))).not.toEqual(first);
});

test("a language model needs no code and starts at zeros", async () => {
  const { decoder, scope } = build({}, sizesOf({ latent: 0 }));
  const sentences = allSentences([1, 2], 3);
  const found = await valuesOf(decoder.logProb(batchOf(sentences), undefined, evaluating));
  expect(total(found.map(Math.exp))).toBeLessThan(1);
  expect([...scope.parameters.keys()].filter((name) => name.startsWith("initial"))).toEqual([]);
});

test("the log-probabilities are the only tensor left", () => {
  const { decoder } = build({ dropout: 0.5, wordDropout: 0.5, layers: 2 });
  const codes: Tensor = rows([[1, 2]]);
  const before = memory().numTensors;
  const result = decoder.logProb(batchOf([[2, 1]]), codes as never, training(1));
  expect(memory().numTensors).toBe(before + 1);
  result.dispose();
});
