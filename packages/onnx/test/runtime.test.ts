import { createRequire } from "node:module";
import process from "node:process";
import { cpu } from "@textvae/backend-cpu";
import type { Point, TrainedModel } from "@textvae/runs";
import { beforeAll, describe, expect, test } from "vitest";
import { exportOnnx } from "../src/index.ts";
import { LINES, small } from "./small.ts";

/*
 * The graphs in ONNX Runtime, which is too large to be installed for every test:
 *   ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix FOLDER onnxruntime-node@1.30.0
 *   TEXTVAE_ONNXRUNTIME=FOLDER pnpm vitest run --project packages packages/onnx
 */
const folder = process.env.TEXTVAE_ONNXRUNTIME;

interface OrtTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}
interface Session {
  run(feeds: Readonly<Record<string, OrtTensor>>): Promise<Record<string, OrtTensor>>;
}
interface Ort {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => OrtTensor;
  readonly InferenceSession: { create(bytes: Uint8Array): Promise<Session> };
}
const ort = folder ? (createRequire(`${folder}/`)("onnxruntime-node") as Ort) : undefined;
const create = (bytes: Uint8Array | undefined) =>
  (ort as Ort).InferenceSession.create(bytes as Uint8Array);
const tensor = (type: string, data: unknown, dims: readonly number[]) =>
  new (ort as Ort).Tensor(type, data, dims);
const ids = (values: readonly number[], dims: readonly number[]) =>
  tensor("int64", BigInt64Array.from(values, BigInt), dims);

/** Greedy sentences of codes, all at once, by the graphs alone. */
const decode = async (
  files: ReadonlyMap<string, Uint8Array>,
  codes: readonly Float32Array[],
  maxLength: number,
): Promise<string[]> => {
  const told = JSON.parse(new TextDecoder().decode(files.get("words.json"))) as {
    readonly start: number;
    readonly end: number;
    readonly words: readonly string[];
  };
  const rows = codes.length;
  const width = codes[0]?.length ?? 0;
  const code = tensor("float32", Float32Array.from(codes.flatMap((z) => [...z])), [rows, width]);
  const step = await create(files.get("step.onnx"));
  const begin = files.get("begin.onnx");
  // A language model starts at zeros.
  const zeros = tensor("float32", new Float32Array(6 * rows), [rows, 6]);
  let states = begin ? await (await create(begin)).run({ code }) : { h_0: zeros, c_0: zeros };
  let words = codes.map(() => told.start);
  const sentences: string[][] = codes.map(() => []);
  const done = codes.map(() => false);
  for (let t = 0; t < maxLength && done.includes(false); t++) {
    const { logits, ...next } = await step.run({ ...states, code, word: ids(words, [rows]) });
    const [, V = 0] = logits?.dims ?? [];
    words = words.map((_, row) => {
      const row_V = logits?.data.subarray(row * V, (row + 1) * V) ?? new Float32Array();
      return row_V.indexOf(Math.max(...row_V));
    });
    for (const [row, word] of words.entries()) {
      done[row] ||= word === told.end;
      if (!done[row]) sentences[row]?.push(told.words[word] as string);
    }
    states = Object.fromEntries(
      Object.entries(next).map(([name, value]) => [name.slice("next_".length), value]),
    );
  }
  return sentences.map((sentence) => sentence.join(" "));
};

/** −log p of each word of a line and of its end, given a code, in nats, by the graphs alone. */
const costs = async (
  files: ReadonlyMap<string, Uint8Array>,
  z: Float32Array,
  line: string,
): Promise<number[]> => {
  const told = JSON.parse(new TextDecoder().decode(files.get("words.json")));
  const ids_T = [...line.split(" ").map((word) => told.words.indexOf(word)), told.end] as number[];
  const code = tensor("float32", Float32Array.from(z), [1, z.length]);
  const step = await create(files.get("step.onnx"));
  let states = await (await create(files.get("begin.onnx"))).run({ code });
  const found: number[] = [];
  for (const [t, target] of ids_T.entries()) {
    const word = ids([ids_T[t - 1] ?? told.start], [1]);
    const { logits, ...next } = await step.run({ ...states, code, word });
    const values = [...(logits?.data ?? [])];
    const total = Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0));
    found.push(total - (values[target] as number));
    states = Object.fromEntries(
      Object.entries(next).map(([name, value]) => [name.slice("next_".length), value]),
    );
  }
  return found;
};

/** The codes of lines by the encoder's graph. */
const encode = async (files: ReadonlyMap<string, Uint8Array>): Promise<number[][]> => {
  const { words, end } = JSON.parse(new TextDecoder().decode(files.get("words.json")));
  const rows = LINES.map((line) => [...line.split(" ").map((word) => words.indexOf(word)), end]);
  const time = Math.max(...rows.map(({ length }) => length));
  // Beyond its length a row is not read.
  const padded = rows.flatMap((row) => [...row, ...Array(time - row.length).fill(2)]);
  const lengths = Int32Array.from(rows, ({ length }) => length);
  const { code } = await (await create(files.get("encoder.onnx"))).run({
    words: ids(padded, [rows.length, time]),
    lengths: tensor("int32", lengths, [rows.length]),
  });
  const [, Z = 0] = code?.dims ?? [];
  return rows.map((_, row) => [...(code?.data.subarray(row * Z, (row + 1) * Z) ?? [])]);
};

beforeAll(() => cpu().start());

const flat = (points: readonly Point[]) => points.flatMap(({ z }) => [...z]);

describe.skipIf(!ort)("ONNX Runtime (TEXTVAE_ONNXRUNTIME names its folder)", () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["vmf", { prior: "vmf" }],
    ["vmf, inputless", { prior: "vmf", inputless: true }],
    ["gaussian", { prior: "gaussian" }],
    ["bernoulli", { prior: "bernoulli" }],
    ["categorical", { prior: "categorical", priorOptions: { classes: 4 } }],
    ["mixture", { prior: "mixture", priorOptions: { family: "gaussian", components: 2 } }],
    ["tied", { output: "tied" }],
    ["adaptive", { output: "adaptive", outputOptions: { cutoffs: [4, 8] } }],
    ["two layers", { prior: "gaussian", layers: 2 }],
  ])("gives the same codes and the same greedy words of 100 codes: %s", async (_, options) => {
    const trained: TrainedModel = small("nvrnn", options);
    const files = await exportOnnx(trained);
    const codes = (await encode(files)).flat();
    for (const [i, value] of flat(await trained.encode(LINES)).entries()) {
      expect(codes[i]).toBeCloseTo(value, 5);
    }
    const points = await trained.draw(100, { seed: 3 });
    const sentences = await decode(
      files,
      points.map(({ z }) => z),
      12,
    );
    expect(sentences).toEqual(await trained.decode(points, { maxLength: 12 }));
    const point = points[0] as Point;
    const expected = await trained.scoreWords(LINES[4] as string, point);
    for (const [i, nats] of (await costs(files, point.z, LINES[4] as string)).entries()) {
      expect(nats).toBeCloseTo(expected[i]?.nats ?? Number.NaN, 4);
    }
  });

  test("gives the same greedy words of a language model", async () => {
    const trained = small("rnnlm");
    const expected = await trained.sample(2, { strategy: { kind: "greedy" }, maxLength: 12 });
    const none = [Float32Array.of(0), Float32Array.of(0)];
    expect(await decode(await exportOnnx(trained), none, 12)).toEqual(expected);
  });
});
