import { memory, tidy } from "@tensorflow/tfjs-core";
import { createRng, type GenerateStrategy } from "@textvae/core";
import { sideBySide } from "@textvae/layers";
import { causalConvolution, gatherRows } from "@textvae/ops";
import { createCursor } from "@textvae/text";
import { beforeAll, describe, expect, test } from "vitest";
import { stepModel } from "../src/generate.ts";
import type { Network } from "../src/network.ts";
import { batchOf, build, context, EOS, rows, sizesOf, startCpu, valuesOf } from "./tiny.ts";

beforeAll(startCpu);

const codes = [
  [0.5, -1],
  [2, 2],
  [-3, 1],
];
const conditions = [[2], [-1], [0.5]];

/** Logits after each fed word of whole sentences at once, `[B][T][V]`. */
const wholeLogits = ({ run, output, sizes }: Network, fed: number[][]): number[][][] =>
  tidy(() => {
    const lengths_B = Int32Array.from(fed, ({ length }) => length);
    const items_N = Int32Array.from(fed.flatMap((words, item) => words.map(() => item)));
    const side_BX = sideBySide([rows(codes), rows(conditions)]);
    const h_NH = run({
      ids_N: Int32Array.from(fed.flat()),
      side_NX: side_BX && gatherRows(side_BX, items_N),
      convolve: ({ kernel_KFF, bias_F, dilation }, x_NI) =>
        causalConvolution({ x_NI, kernel_KIO: kernel_KFF, bias_O: bias_F, dilation, lengths_B }),
    });
    const logits = [...output.logits(h_NH).dataSync()];
    const size = sizes.vocabulary.size;
    return fed.map((words) => words.map(() => logits.splice(0, size)));
  });

test.each([
  { dilations: [1, 2, 4] },
  { dilations: [3, 1], kernel: 2 },
  { dilations: [5], kernel: 1 },
  { dilations: [20], kernel: 3 },
  { dilations: [1, 2], inputless: true },
])("word by word the logits are those of the whole sentence: %o", async (options) => {
  const { network } = build(options, sizesOf({ condition: 1 }));
  const time = 12;
  const uniforms = createRng(5).uniforms(codes.length * time);
  const fed = codes.map((_, item) =>
    Array.from({ length: time }, (_, t) =>
      t === 0 ? EOS : Math.floor(5 * (uniforms[item * time + t] as number)),
    ),
  );
  const whole = wholeLogits(network, fed);
  const before = memory().numTensors;
  const z = rows(codes);
  const c = rows(conditions);
  const cursor = createCursor(stepModel(network, z, c));
  let order = [0, 1, 2];
  for (let t = 0; t < time; t++) {
    if (t === 7) {
      order = [2, 0, 2];
      cursor.select(Int32Array.from(order));
    }
    const logits = await cursor.advance(Int32Array.from(order, (item) => fed[item]?.[t] as number));
    const expected = order.flatMap((item) => whole[item]?.[t] as number[]);
    expected.forEach((logit, i) => {
      expect(logits[i]).toBeCloseTo(logit, 5);
    });
  }
  cursor.dispose();
  expect(memory().numTensors).toBe(before + 2);
});

test("what is remembered is no more than the convolutions reach back", () => {
  const { network } = build({ dilations: [1, 3], kernel: 3 });
  const model = stepModel(network, rows([[1, 2]]), undefined);
  let state = model.begin();
  for (let t = 0; t < 20; t++) ({ state } = model.step(state, Int32Array.of(2)));
  expect(state.past.map(({ length }) => length)).toEqual([2, 6]);
});

describe.each<GenerateStrategy>([
  { kind: "greedy" },
  { kind: "sample", temperature: 2, topK: 3, topP: 0.9 },
  { kind: "beam", width: 3 },
])("%o", (strategy) => {
  test("leaves no tensor, also when it fails, and works without a code", async () => {
    const { decoder } = build();
    const z = rows(codes);
    const options = { count: 3, maxLength: 6, strategy, rng: createRng(1) };
    const before = memory().numTensors;
    const found = await decoder.generate?.(z, options);
    expect(found?.length).toBe(3);
    expect(found?.flat().every((id) => id > EOS && id < 5)).toBe(true);
    await expect(decoder.generate?.(z, { ...options, count: 2 })).rejects.toMatchObject({
      code: "SHAPE",
    });
    expect(memory().numTensors).toBe(before);
    const bare = build({}, sizesOf({ latent: 0 })).decoder;
    expect((await bare.generate?.(undefined, options))?.length).toBe(3);
  });
});

test("a wide beam finds the most probable sentence", async () => {
  const { decoder } = build({}, sizesOf({ condition: 1 }));
  const strategy = { kind: "beam", width: 500 } as const;
  const options = { count: 3, maxLength: 2, strategy, rng: createRng(1), c_BC: rows(conditions) };
  const found = await decoder.generate?.(rows(codes), options);
  const sentences: number[][] = [[], ...[1, 2, 3, 4].map((a) => [a])];
  for (const a of [1, 2, 3, 4]) for (const b of [1, 2, 3, 4]) sentences.push([a, b]);
  for (const [item, words] of (found ?? []).entries()) {
    const repeat = (row: number[]) => rows(sentences.map(() => row));
    const given = { ...context(), c_BC: repeat(conditions[item] as number[]) };
    const z = repeat(codes[item] as number[]);
    const scores = await valuesOf(decoder.logProb(batchOf(sentences), z, given));
    expect(words).toEqual(sentences[scores.indexOf(Math.max(...scores))]);
  }
});

test.each([
  [{ kind: "sample", topP: 0 }, "cnn.generate.strategy.topP: expected a number in (0, 1]; got 0"],
  [{ kind: "best" }, "cnn.generate.strategy.kind"],
])("%o is refused", async (strategy, message) => {
  const options = { count: 1, maxLength: 3, strategy: strategy as never, rng: createRng(1) };
  await expect(build().decoder.generate?.(rows([[1, 2]]), options)).rejects.toThrow(message);
});
