import {
  grads,
  memory,
  mul,
  sum,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { causalConvolution as reference } from "../../testing/src/reference/index.ts";
import { causalConvolution } from "../src/index.ts";
import {
  expectClose,
  expectGradients,
  gradientsOf,
  startCpu,
  type Tensors,
  tensorsOf,
  valuesOf,
} from "./support.ts";

beforeAll(async () => {
  await startCpu();
});

const shapesOf = (rows: number, taps: number, inputs: number, outputs: number) => ({
  x: [rows, inputs],
  kernel: [taps, inputs, outputs],
  bias: [outputs],
});

const convolve =
  (lengths: readonly number[], dilation: number) =>
  ({ x, kernel, bias }: Tensors): Tensor2D =>
    causalConvolution({
      x_NI: x as Tensor2D,
      kernel_KIO: kernel as Tensor3D,
      bias_O: bias as Tensor1D,
      dilation,
      lengths_B: Int32Array.from(lengths),
    });

test.each([
  [1, 1, [1]],
  [1, 3, [2, 4]],
  [3, 1, [4, 1, 3]],
  [3, 2, [7, 5, 2]],
  [3, 9, [3, 8]],
])(
  "values and gradients against brute force: %i taps, dilation %i, lengths %j",
  (taps, dilation, lengths) => {
    const rows = lengths.reduce((a, b) => a + b, 0);
    const shapes = shapesOf(rows, taps, 3, 2);
    const op = convolve(lengths, dilation);
    expectGradients({
      shapes,
      values: valuesOf(shapes),
      op: (t) => [op(t)],
      reference: ({ x, kernel, bias }) => [
        reference(
          { x: x as Float64Array, kernel: kernel as Float64Array, bias: bias as Float64Array },
          lengths,
          dilation,
        ),
      ],
    });
  },
);

/*
 * PyTorch 2.13.0, double precision; its taps are in the opposite order.
 * def P(k, *shape):
 *     n = math.prod(shape)
 *     return (0.5 * torch.sin(1.3 * k + 0.7 * torch.arange(n, dtype=torch.float64))).reshape(shape)
 * x, W, b = P(0, 6, 3), P(1, 3, 3, 2), P(2, 2)
 * padded = F.pad(x.T[None], (2 * 2, 0))
 * y = F.conv1d(padded, W.flip(0).permute(2, 1, 0), b, dilation=2)[0].T
 * y, torch.autograd.grad((y * P(3, 6, 2)).sum(), (x, W, b))
 */
test("values and gradients of PyTorch's conv1d, padded on the left", () => {
  const sines = (k: number, n: number) =>
    Float64Array.from({ length: n }, (_, i) => 0.5 * Math.sin(1.3 * k + 0.7 * i));
  const shapes = shapesOf(6, 3, 3, 2);
  const values = { x: sines(0, 18), kernel: sines(1, 18), bias: sines(2, 2) };
  const y = tidy(() => convolve([6], 2)(tensorsOf(values, shapes)).dataSync());
  expectClose(y, TORCH.y);
  const gradients = tidy(() =>
    grads((x, kernel, bias) =>
      sum(
        mul(convolve([6], 2)({ x, kernel, bias } as Tensors), tensor2d([...sines(3, 12)], [6, 2])),
      ),
    )(Object.values(tensorsOf(values, shapes))).map((gradient) => gradient.dataSync()),
  );
  [TORCH.x, TORCH.kernel, TORCH.bias].forEach((expected, i) => {
    expectClose(gradients[i] as Float32Array, expected);
  });
});

const TORCH = {
  y: [
    0.12498937, -0.36544641, 0.57324007, 0.18331432, 0.38738636, 0.20039063, -0.05308349,
    -0.33612851, 0.26544554, -0.0642179, 0.24646702, -0.09056353,
  ],
  x: [
    -0.33169414, 0.4060431, 0.46972211, -0.20930676, 0.60088736, 0.41356897, 0.32961593,
    -0.19438126, -0.39569279, 0.55927443, -0.27679772, -0.65336747, -0.17720168, 0.03668217,
    0.18967121, -0.42683917, -0.05379073, 0.40855386,
  ],
  kernel: [
    -0.06087845, -0.22223121, 0.11707908, -0.16251075, 0.23997249, -0.02635894, 0.22149517,
    0.27526622, 0.0013893, 0.23047758, -0.21936998, 0.07729174, -0.21481747, -0.17756834,
    -0.09546826, -0.18162737, 0.06878117, -0.10026421,
  ],
  bias: [-0.60794062, -0.65609225],
};

test("an output does not change when later steps or other sequences do", () => {
  const lengths = [6, 4];
  const shapes = shapesOf(10, 3, 2, 3);
  const values = valuesOf(shapes);
  const run = (x: Float64Array) =>
    tidy(() => convolve(lengths, 2)(tensorsOf({ ...values, x }, shapes)).dataSync());
  const before = run(values.x as Float64Array);
  for (let row = 0; row < 10; row++) {
    const x = (values.x as Float64Array).map((v, i) => (Math.floor(i / 2) === row ? v + 1 : v));
    const after = run(x);
    const changed = [...new Set([...after.keys()].filter((i) => after[i] !== before[i]))].map((i) =>
      Math.floor(i / 3),
    );
    const end = row < 6 ? 6 : 10;
    const reached = [row, row + 2, row + 4].filter((t) => t < end);
    expect([...new Set(changed)]).toEqual(reached);
  }
});

test("gradients of some inputs only, and no tensor left behind", () => {
  const shapes = shapesOf(5, 2, 2, 3);
  const given = { shapes, values: valuesOf(shapes), op: (t: Tensors) => [convolve([3, 2], 1)(t)] };
  const { numTensors, numDataBuffers } = memory();
  const all = gradientsOf(given);
  for (const name of Object.keys(shapes)) {
    expect(gradientsOf(given, [name])).toEqual({ [name]: all[name] });
  }
  expect(memory()).toMatchObject({ numTensors, numDataBuffers });
});

test("what does not fit is named", () => {
  const shapes = shapesOf(5, 2, 2, 3);
  const t = tensorsOf(valuesOf(shapes), shapes);
  expect(() => convolve([3, 1], 1)(t)).toThrow("x_NI [4, 2]; got [5, 2]");
  expect(() => convolve([3, 2], 0)(t)).toThrow("dilation");
  expect(() => convolve([5, 0], 1)(t)).toThrow("lengths_B");
  expect(() => convolve([3, 2], 1)({ ...t, bias: t.kernel as never })).toThrow(
    expect.objectContaining({ code: "SHAPE", where: "causalConvolution" }),
  );
});
