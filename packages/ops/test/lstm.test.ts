import {
  memory,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { lstm as reference, type Values } from "../../testing/src/reference/index.ts";
import { lstm } from "../src/index.ts";
import {
  disposeAll,
  expectClose,
  expectGradients,
  gradientsOf,
  type Shapes,
  startCpu,
  type Tensors,
  tensorsOf,
  valuesOf,
} from "./support.ts";

beforeAll(startCpu);

interface Size {
  readonly time: number;
  readonly batch: number;
  readonly embedding: number;
  readonly features: number;
}

const shapesOf = ({ time, batch, embedding, features }: Size): Shapes => ({
  x: [time, batch, embedding],
  kernel: [embedding, 4 * features],
  recurrent: [features, 4 * features],
  bias: [4 * features],
  h0: [batch, features],
  c0: [batch, features],
});

/** Small enough weights that no gate saturates at any width. */
const scaledValues = (shapes: Shapes): Values => {
  const values = valuesOf(shapes);
  const shrink = (name: string) => {
    const weights = values[name] as Float64Array;
    const fan = shapes[name]?.[0] ?? 1;
    return weights.map((weight) => Math.fround(weight / Math.sqrt(fan)));
  };
  return { ...values, kernel: shrink("kernel"), recurrent: shrink("recurrent") };
};

const run = (t: Tensors, lengths_B: Int32Array, reverse = false, steps?: number) =>
  lstm({
    ...(steps !== undefined && { steps }),
    x_TBE: t.x as Tensor3D,
    kernel_EG: t.kernel as Tensor2D,
    recurrent_HG: t.recurrent as Tensor2D,
    bias_G: t.bias as Tensor1D,
    h0_BH: t.h0 as Tensor2D,
    c0_BH: t.c0 as Tensor2D,
    lengths_B,
    reverse,
  });

const outputsOf = (t: Tensors, lengths: Int32Array, reverse: boolean): Tensor[] => {
  const { h_TBH, h_BH, c_BH } = run(t, lengths, reverse);
  return [h_TBH, h_BH, c_BH];
};

const ragged = (batch: number, time: number): Int32Array =>
  Int32Array.from({ length: batch }, (_, b) => 1 + ((3 * b + 4) % time));

const widths = [
  [1, 3],
  [3, 1],
  [47, 48],
  [48, 49],
  [49, 47],
] as const;

const cases = widths.flatMap(([features, embedding]) =>
  [1, 5].flatMap((batch) => [1, 7].map((time) => ({ features, embedding, batch, time }))),
);

describe.each([false, true])(
  "values and gradients against the reference, reverse %s",
  (reverse) => {
    test.each(cases)("$features $embedding $batch $time", (size) => {
      const shapes = shapesOf(size);
      const lengths = ragged(size.batch, size.time);
      expectGradients({
        shapes,
        values: scaledValues(shapes),
        op: (tensors) => outputsOf(tensors, lengths, reverse),
        reference: (values) => {
          const { sequence, h, c } = reference(values as never, lengths, reverse);
          return [sequence, h, c];
        },
      });
    });

    test("rows of full length", () => {
      const shapes = shapesOf({ time: 4, batch: 3, embedding: 2, features: 5 });
      const lengths = Int32Array.of(4, 4, 4);
      expectGradients({
        shapes,
        values: scaledValues(shapes),
        op: (tensors) => outputsOf(tensors, lengths, reverse),
        reference: (values) => Object.values(reference(values as never, lengths, reverse)),
      });
    });
  },
);

/*
 * torch 2.13.0:
 *   m = torch.nn.LSTM(2, 2); g = torch.arange(1., 1000.)
 *   fill = lambda p, s: p.data.copy_((torch.sin(s * g[:p.numel()])).reshape(p.shape))
 *   fill(m.weight_ih_l0, 1.); fill(m.weight_hh_l0, 2.); fill(m.bias_ih_l0, 3.); fill(m.bias_hh_l0, 4.)
 *   x = torch.cos(g[:12]).reshape(3, 2, 2); h0 = torch.cos(2 * g[:4]).reshape(1, 2, 2)
 *   c0 = torch.cos(3 * g[:4]).reshape(1, 2, 2)
 *   packed = torch.nn.utils.rnn.pack_padded_sequence(x, [3, 2])
 *   out, (h, c) = m(packed, (h0, c0)); y, _ = torch.nn.utils.rnn.pad_packed_sequence(out)
 */
test("torch.nn.LSTM gives the same states", async () => {
  const wave = (n: number, f: (k: number) => number) =>
    Float64Array.from({ length: n }, (_, index) => f(index + 1));
  // torch keeps its weights [4H, E]
  const transposed = (weights: Float64Array) =>
    Float64Array.from(
      weights,
      (_, index) => weights[(index % 8) * 2 + Math.floor(index / 8)] as number,
    );
  const shapes = shapesOf({ time: 3, batch: 2, embedding: 2, features: 2 });
  const tensors = tensorsOf(
    {
      x: wave(12, Math.cos),
      kernel: transposed(wave(16, Math.sin)),
      recurrent: transposed(wave(16, (k) => Math.sin(2 * k))),
      bias: wave(8, (k) => Math.sin(3 * k) + Math.sin(4 * k)),
      h0: wave(4, (k) => Math.cos(2 * k)),
      c0: wave(4, (k) => Math.cos(3 * k)),
    },
    shapes,
  );
  const { h_TBH, h_BH, c_BH } = run(tensors, Int32Array.of(3, 2));
  expectClose(
    await h_TBH.data(),
    [
      -0.081841, -0.169527, -0.275404, 0.011111, 0.373785, -0.220005, 0.182824, -0.367736, 0.224626,
      -0.036883, 0, 0,
    ],
    2e-6,
  );
  expectClose(await h_BH.data(), [0.224626, -0.036883, 0.182824, -0.367736], 2e-6);
  expectClose(await c_BH.data(), [0.452625, -0.160168, 0.250442, -0.694333], 2e-6);
});

const size = { time: 4, batch: 3, embedding: 2, features: 5 };
const shapes = shapesOf(size);
const lengths = Int32Array.of(2, 4, 1);

test.each(["x", "kernel", "recurrent", "bias", "h0", "c0"])("the gradient of %s alone", (name) => {
  const given = {
    shapes,
    values: scaledValues(shapes),
    op: (tensors: Tensors) => outputsOf(tensors, lengths, true),
  };
  const alone = gradientsOf(given, [name]);
  const together = gradientsOf(given);
  expect(Object.keys(alone)).toEqual([name]);
  expect(alone[name]).toEqual(together[name]);
});

test.each([0, 1, 2])("output %i alone passes its gradient", (index) => {
  const outputs = (all: readonly Tensor[]) => [all[index] as Tensor];
  expectGradients({
    shapes,
    values: scaledValues(shapes),
    op: (tensors) => outputs(outputsOf(tensors, lengths, false)),
    reference: (values) => [Object.values(reference(values as never, lengths))[index]],
  });
});

test("the padding has no influence and gets no gradient", () => {
  const values = scaledValues(shapes);
  const x = values.x as Float64Array;
  const isPadding = (index: number) => {
    const row = Math.floor(index / size.embedding);
    return Math.floor(row / size.batch) >= (lengths[row % size.batch] as number);
  };
  const other = { ...values, x: x.map((value, index) => (isPadding(index) ? 9 - value : value)) };
  const op = (tensors: Tensors) => outputsOf(tensors, lengths, true);
  const gradients = gradientsOf({ shapes, values, op });
  expect(gradientsOf({ shapes, values: other, op })).toEqual(gradients);
  expect(gradients.x?.filter((_, index) => isPadding(index)).every((g) => g === 0)).toBe(true);
});

test("leaves no tensor behind", () => {
  const values = scaledValues(shapes);
  const tensors = tensorsOf(values, shapes);
  const before = { ...memory() };
  for (const output of outputsOf(tensors, lengths, true)) output.dispose();
  gradientsOf({ shapes, values, op: (given) => outputsOf(given, lengths, true) });
  expect(memory().numTensors).toBe(before.numTensors);
  expect(memory().numDataBuffers).toBe(before.numDataBuffers);
  disposeAll(tensors);
});

test.each([
  ["x", [4, 3], "x_TBE with 3 axes"],
  ["kernel", [2, 16], "kernel_EG [2, 20]"],
  ["recurrent", [4, 20], "recurrent_HG [5, 20]"],
  ["bias", [5], "bias_G [20]"],
  ["h0", [3, 4], "kernel_EG [2, 16]"],
  ["c0", [2, 5], "c0_BH [3, 5]"],
] as const)("a wrong shape of %s is named", (name, shape, expected) => {
  const wrong = { ...shapes, [name]: shape };
  const tensors = tensorsOf(valuesOf(wrong), wrong);
  expect(() => run(tensors, lengths)).toThrow(expected);
  expect(() => run(tensors, lengths)).toThrow(
    expect.objectContaining({ code: "SHAPE", where: "lstm" }),
  );
});

test.each([[[0, 4, 1]], [[2, 5, 1]], [[2, 4]]])("lengths %j are refused", (wrong) => {
  const tensors = tensorsOf(valuesOf(shapes), shapes);
  expect(() => run(tensors, Int32Array.from(wrong))).toThrow(
    expect.objectContaining({ code: "SHAPE", message: expect.stringContaining("lengths_B") }),
  );
});

describe("with one input for all steps", () => {
  const once = (shape: number[]): Tensors => {
    const given = { ...shapes, x: shape };
    return tensorsOf(valuesOf(given), given);
  };

  test("the padding of h is zero, and the number of steps may be any from the lengths on", async () => {
    const tensors = once([1, 1, size.embedding]);
    const { h_TBH, h_BH } = run(tensors, lengths, false, size.time + 2);
    expect(h_TBH.shape).toEqual([size.time + 2, size.batch, size.features]);
    const beyond = (await h_TBH.data()).slice(size.time * size.batch * size.features);
    expect(beyond.every((h) => h === 0)).toBe(true);
    const { h_BH: shorter } = run(tensors, lengths, false, size.time);
    expect([...(await h_BH.data())]).toEqual([...(await shorter.data())]);
  });

  test.each([
    ["two steps of it", [2, 3, 2], 4, "x_TBE [1, 3, 2]"],
    ["rows that the batch has not", [1, 2, 2], 4, "x_TBE [1, 3, 2]"],
    ["no steps", [1, 3, 2], 0, "steps from 1"],
    ["fewer steps than a length", [1, 3, 2], 2, "lengths_B from 1 to 2"],
  ])("%s are refused", (_, shape, steps, expected) => {
    expect(() => run(once(shape), lengths, false, steps)).toThrow(
      expect.objectContaining({ code: "SHAPE", message: expect.stringContaining(expected) }),
    );
  });
});
