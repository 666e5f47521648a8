import { neg, type Scalar, sum, type Tensor, tensor, variableGrads } from "@tensorflow/tfjs-core";
import { createRng, createScope, type Rng, referenceOf } from "@textvae/core";
import { tokenEmbedding } from "@textvae/layers";
import { beforeAll, expect, test } from "vitest";
import { lstmDecoder } from "../src/index.ts";
import type { LstmDecoderInput } from "../src/options.ts";
import { batchOf, build, evaluating, rows, sizesOf, startCpu, valuesOf } from "./tiny.ts";

beforeAll(startCpu);

const codes = () =>
  rows([
    [1, 2],
    [0.5, -1],
  ]);

test("every parameter gets a gradient that matches finite differences", async () => {
  const { decoder, scope } = build({ layers: 2 }, sizesOf({ words: 2, condition: 1 }));
  const batch = batchOf([[2, 1], []]);
  const context = { ...evaluating, c_BC: rows([[1], [-1]]) };
  const loss = () => neg(sum(decoder.logProb(batch, codes(), context))) as Scalar;
  const { grads } = variableGrads(loss, [...scope.parameters.values()]);
  for (const [name, parameter] of scope.parameters) {
    const gradient = await valuesOf(grads[parameter.name] as Tensor);
    expect(gradient.every(Number.isFinite)).toBe(true);
    const largest = gradient.reduce((best, g, i) => {
      return Math.abs(g) > Math.abs(gradient[best] as number) ? i : best;
    }, 0);
    const difference = await centralDifference(loss, parameter, largest);
    expect(Math.abs(difference), name).toBeGreaterThan(1e-3);
    expect(difference, name).toBeCloseTo(gradient[largest] as number, 2);
  }
});

const centralDifference = async (
  loss: () => Scalar,
  parameter: { data(): Promise<unknown>; shape: number[]; assign(value: Tensor): void },
  index: number,
): Promise<number> => {
  const original = Float32Array.from((await parameter.data()) as Float32Array);
  const at = async (change: number) => {
    const moved = Float32Array.from(original);
    moved[index] = (moved[index] as number) + change;
    parameter.assign(tensor(moved, parameter.shape));
    return (await valuesOf(loss()))[0] as number;
  };
  const step = 1e-2;
  const difference = ((await at(step)) - (await at(-step))) / (2 * step);
  parameter.assign(tensor(original, parameter.shape));
  return difference;
};

test("dropout draws for word vectors, between layers and for scored outputs", () => {
  const draws = (options: LstmDecoderInput): number[] => {
    const { decoder } = build({ dropout: 0.5, layers: 2, ...options });
    const { rng, drawn } = counting();
    // Lengths 3 and 1: T = 3, B = 2, N = 4; E = 2, H = 3.
    decoder.logProb(batchOf([[2, 1], []]), codes(), { rng, training: true, step: 0 });
    return drawn;
  };
  expect(draws({})).toEqual([3 * 2 * 2, 3 * 2 * 3, 4 * 3]);
  expect(draws({ inputless: true })).toEqual([3 * 2 * 3, 4 * 3]);
});

/** A random stream that writes down how many numbers are drawn from its children. */
const counting = (): { rng: Rng; drawn: number[] } => {
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
  return { rng: { ...root, stream }, drawn };
};

test("variables have the documented names and shapes", () => {
  const { scope } = build({ layers: 2 }, sizesOf({ words: 3, condition: 1 }));
  const shapes = [...scope.parameters].map(([name, { shape }]) => `${name} [${shape}]`);
  expect(shapes).toEqual([
    "embedding.table [5,2]",
    "initial.0.h.kernel [2,3]",
    "initial.0.h.bias [3]",
    "initial.0.c.kernel [2,3]",
    "initial.0.c.bias [3]",
    "initial.1.h.kernel [2,3]",
    "initial.1.h.bias [3]",
    "initial.1.c.kernel [2,3]",
    "initial.1.c.bias [3]",
    "lstm.0.kernel [5,12]",
    "lstm.0.recurrent [3,12]",
    "lstm.0.bias [12]",
    "lstm.1.kernel [3,12]",
    "lstm.1.recurrent [3,12]",
    "lstm.1.bias [12]",
    "output.kernel [3,5]",
    "output.bias [5]",
  ]);
});

test("widths give each decoder a table of its own, an object shares one", () => {
  const scope = createScope(createRng(1));
  lstmDecoder({ embedding: 2, hidden: 3 }).build(scope.child("a"), sizesOf());
  lstmDecoder({ embedding: 2, hidden: 3 }).build(scope.child("b"), sizesOf());
  const embedding = tokenEmbedding({ size: 2 });
  lstmDecoder({ embedding, hidden: 3 }).build(scope.child("c"), sizesOf());
  lstmDecoder({ embedding, hidden: 3 }).build(scope.child("d"), sizesOf());
  expect([...scope.parameters.keys()].filter((name) => name.endsWith("table"))).toEqual([
    "a.embedding.table",
    "b.embedding.table",
    "embedding.table",
  ]);
  expect(referenceOf(lstmDecoder())).toMatchObject({ kind: "decoder", name: "lstm" });
});

test.each([
  [{ hidden: 0 }, "lstm.hidden: expected a whole number ≥ 1; got 0"],
  [{ dropout: 1 }, "lstm.dropout: expected a rate in [0, 1); got 1"],
  [{ wordDropout: 1.5 }, "lstm.wordDropout: expected a rate in [0, 1]; got 1.5"],
  [{ embedding: -1 }, "lstm.embedding: expected a width (a whole number ≥ 1) or tokenEmbedding"],
  [{ latent: "none" }, "lstm.latent"],
  [{ wordDropuot: 0.3 }, 'Did you mean "wordDropout"?'],
])("%o is refused", (options, message) => {
  expect(() => lstmDecoder(options as never)).toThrow(message);
  expect(() => lstmDecoder(options as never)).toThrow(
    expect.objectContaining({ code: "OPTION" }) as never,
  );
});

test("codes and conditions that do not fit are refused", () => {
  const { decoder } = build({}, sizesOf({ condition: 1 }));
  const batch = batchOf([[2], [2]]);
  const c_BC = rows([[1], [1]]);
  const refusal = (message: string) => expect.objectContaining({ code: "SHAPE", message });
  expect(() => decoder.logProb(batch, undefined, { ...evaluating, c_BC })).toThrow(
    refusal("lstm.logProb, codes z: expected shape [2, 2]; got none.") as never,
  );
  expect(() => decoder.logProb(batch, rows([[1, 2]]), { ...evaluating, c_BC })).toThrow(
    refusal("lstm.logProb, codes z: expected shape [2, 2]; got shape [1, 2].") as never,
  );
  expect(() => decoder.logProb(batch, codes(), evaluating)).toThrow(
    refusal("lstm.logProb, condition c: expected shape [2, 1]; got none.") as never,
  );
});
