import { memory, mul, type Scalar, sum, variableGrads } from "@tensorflow/tfjs-core";
import { createRng, createScope, type Rng, referenceOf } from "@textvae/core";
import { tokenEmbedding } from "@textvae/layers";
import { beforeAll, describe, expect, test } from "vitest";
import { lstmEncoder } from "../src/index.ts";
import { batchOf, build, context, rowsOf, sizes, startCpu } from "./tiny.ts";

beforeAll(startCpu);

const sentences = [[2, 3, 4], [4], [3, 3], []];

describe.each([false, true])("bidirectional: %s", (bidirectional) => {
  test("padding is not read", async () => {
    const { encode } = build({ bidirectional, layers: 2 });
    const tight = await rowsOf(encode(batchOf(sentences, { pad: 0 }), context()));
    const padded = await rowsOf(encode(batchOf(sentences, { padding: 3, pad: -1 }), context()));
    expect(padded).toEqual(tight);
  });

  test("a row does not depend on the others", async () => {
    const { encode } = build({ bidirectional, layers: 2, summary: "hidden-cell" });
    const together = await rowsOf(encode(batchOf(sentences), context()));
    const reversed = await rowsOf(encode(batchOf(sentences.toReversed()), context()));
    expect(reversed.toReversed()).toEqual(together);
    expect(new Set(together.map(String)).size).toBe(sentences.length);
  });

  test("every parameter has a finite gradient", async () => {
    const { encode, scope } = build({ bidirectional, layers: 2, summary: "hidden-cell" });
    const { value, grads } = variableGrads(() => {
      const h_BH = encode(batchOf(sentences), context());
      return sum(mul(h_BH, h_BH)) as Scalar;
    }, [...scope.parameters.values()]);
    expect(Object.keys(grads).length).toBe(scope.parameters.size);
    for (const gradient of [value, ...Object.values(grads)]) {
      const values = await gradient.data();
      expect(values.every(Number.isFinite)).toBe(true);
      expect(values.some((entry) => entry !== 0)).toBe(true);
      gradient.dispose();
    }
  });
});

test("the feed begins with the start of sentence and does not hold its end", async () => {
  const read = build({ reads: "sentence" });
  const fed = build({ reads: "feed" });
  // The start is fed as the end's id: [BOS, 2] of the feed of "2" is no prefix of "2 EOS".
  const feedOfTwo = await rowsOf(fed.encode(batchOf([[2]]), context()));
  const sentence = await rowsOf(read.encode(batchOf([[2]]), context()));
  expect(feedOfTwo).not.toEqual(sentence);
  // Both read the ids 0 for the empty sentence.
  const emptyFed = await rowsOf(fed.encode(batchOf([[]]), context()));
  const emptyRead = await rowsOf(read.encode(batchOf([[]]), context()));
  expect(emptyFed).toEqual(emptyRead);
});

test("dropout acts in training only, and follows the random stream", async () => {
  const { encode } = build({ dropout: 0.5, layers: 2 });
  const features = async (seed: number, training: boolean) =>
    rowsOf(encode(batchOf(sentences), context(seed, training)));
  expect(await features(1, false)).toEqual(await features(2, false));
  expect(await features(1, true)).toEqual(await features(1, true));
  expect(await features(1, true)).not.toEqual(await features(2, true));
});

test("dropout draws for word vectors and between layers", () => {
  const drawn: number[] = [];
  const root = createRng(1);
  const stream = (name: string): Rng => {
    const child = root.stream(name);
    const uniforms = (n: number) => {
      drawn.push(n);
      return child.uniforms(n);
    };
    return { ...child, uniforms };
  };
  const { encode } = build({ dropout: 0.5, layers: 3, bidirectional: true });
  // T = 4, B = 4; E = 2, both directions 2H = 6.
  encode(batchOf(sentences), { rng: { ...root, stream }, training: true, step: 0 });
  expect(drawn).toEqual([4 * 4 * 2, 4 * 4 * 6, 4 * 4 * 6]);
});

test("variables have the documented names and shapes", () => {
  const { scope } = build({ layers: 2, bidirectional: true, summary: "hidden-cell" });
  const shapes = [...scope.parameters].map(([name, { shape }]) => `${name} [${shape}]`);
  expect(shapes).toEqual([
    "encoder.embedding.table [5,2]",
    "encoder.lstm.0.kernel [2,12]",
    "encoder.lstm.0.recurrent [3,12]",
    "encoder.lstm.0.bias [12]",
    "encoder.lstm.0.backward.kernel [2,12]",
    "encoder.lstm.0.backward.recurrent [3,12]",
    "encoder.lstm.0.backward.bias [12]",
    "encoder.lstm.1.kernel [6,12]",
    "encoder.lstm.1.recurrent [3,12]",
    "encoder.lstm.1.bias [12]",
    "encoder.lstm.1.backward.kernel [6,12]",
    "encoder.lstm.1.backward.recurrent [3,12]",
    "encoder.lstm.1.backward.bias [12]",
    "encoder.summary.kernel [12,3]",
    "encoder.summary.bias [3]",
  ]);
});

test("initial LSTM parameters lie in ±1/√H", async () => {
  const { scope } = build({ hidden: 16 });
  const kernel = await scope.parameters.get("encoder.lstm.0.recurrent")?.data();
  const largest = Math.max(...(kernel ?? []).map(Math.abs));
  expect(largest).toBeLessThanOrEqual(1 / 4);
  // 1024 draws: the largest is below 0.24 with probability 0.96¹⁰²⁴ < 10⁻¹⁸.
  expect(largest).toBeGreaterThan(0.24);
});

test("a shared embedding is one table, whoever builds it first", () => {
  const embedding = tokenEmbedding({ size: 4 });
  const scope = createScope(createRng(1));
  lstmEncoder({ embedding, hidden: 3 }).build(scope.child("encoder"), sizes);
  lstmEncoder({ embedding, hidden: 3 }).build(scope.child("other"), sizes);
  const tables = [...scope.parameters.keys()].filter((name) => name.endsWith("table"));
  expect(tables).toEqual(["embedding.table"]);
});

test("encoding leaves one tensor, the features", () => {
  const { encode } = build({ bidirectional: true, layers: 2, dropout: 0.3 });
  const before = memory().numTensors;
  const h_BH = encode(batchOf(sentences), context(1, true));
  expect(memory().numTensors).toBe(before + 1);
  h_BH.dispose();
});

test("features and origin are told before building", () => {
  expect(lstmEncoder({ hidden: 7, bidirectional: true }).features).toBe(14);
  expect(lstmEncoder({ hidden: 7, bidirectional: true, summary: "hidden-cell" }).features).toBe(7);
  expect(lstmEncoder().features).toBe(400);
  expect(lstmEncoder().reads).toEqual(["text"]);
  expect(referenceOf(lstmEncoder())).toMatchObject({ kind: "encoder", name: "lstm" });
});

test.each([
  [{ hidden: 0 }, "lstm.hidden: expected a whole number ≥ 1; got 0"],
  [{ layers: 1.5 }, "lstm.layers: expected a whole number ≥ 1; got 1.5"],
  [{ dropout: 1 }, "lstm.dropout: expected a rate in [0, 1); got 1"],
  [{ embedding: 0 }, "lstm.embedding: expected a width (a whole number ≥ 1) or tokenEmbedding"],
  [{ reads: "words" }, "lstm.reads"],
  [{ biderectional: true }, 'Did you mean "bidirectional"?'],
])("%o is refused", (options, message) => {
  expect(() => lstmEncoder(options as never)).toThrow(message);
  expect(() => lstmEncoder(options as never)).toThrow(
    expect.objectContaining({ code: "OPTION" }) as never,
  );
});
