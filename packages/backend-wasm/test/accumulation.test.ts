import * as tf from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { wasm } from "@textvae/backend-wasm";
import { embeddingLookup, total } from "@textvae/ops";
import { describe, expect, test } from "vitest";

/*
 * N equal numbers: added up one by one in single precision, the sum is off by a percent. The right
 * values are closed forms in double precision, of 0.1 as a float.
 */
const N = 2 ** 18;
const X = Math.fround(0.1);
const GROWTH = 1.000001;
const all = () => tf.fill([N], X);
const last = (x: tf.Tensor): tf.Tensor => tf.slice(x, [N - 1], [1]);
const last2 = (x: tf.Tensor): tf.Tensor => tf.slice(x, [1, 0, 0], [1, 1, 1]);
const volume = (...shape: [number, number, number, number]) => tf.fill(shape, X) as tf.Tensor4D;
const segments = (): [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D] => [
  tf.fill([N, 1], X),
  tf.range(0, N, 1, "int32"),
  zeros(N) as tf.Tensor1D,
];
const zeros = (...shape: number[]) => tf.zeros(shape, "int32");
const growth = () => Math.fround(GROWTH) ** N;

const CASES: readonly (readonly [string, () => tf.Tensor, number])[] = [
  ["sum", () => tf.sum(all()), N * X],
  ["sum over the first axis", () => tf.sum(tf.fill([N / 4, 4], X), 0), (N / 4) * X],
  ["sum over a middle axis", () => tf.sum(tf.fill([2, N / 4, 2], X), 1), (N / 4) * X],
  ["sum over outer axes", () => tf.sum(tf.fill([N / 8, 2, 4], X), [0, 2]), (N / 2) * X],
  ["mean", () => tf.mean(all()), X],
  ["mean over the first axis", () => tf.mean(tf.fill([N / 2, 2], X), 0), X],
  ["mean of integers", () => tf.mean(tf.fill([N], 100_001, "int32")), 100_001],
  ["moments", () => tf.moments(all()).mean, X],
  ["prod", () => tf.prod(tf.fill([N], GROWTH)), growth()],
  ["cumsum", () => last(tf.cumsum(all())), N * X],
  ["cumsum, reverse", () => tf.slice(tf.cumsum(all(), 0, false, true), [0], [1]), N * X],
  ["cumprod", () => last(tf.cumprod(tf.fill([N], GROWTH))), growth()],
  ["norm", () => tf.norm(all()), Math.sqrt(N) * X],
  ["total of squares", () => total([all()], { squared: true }), N * X * X],
  ["logSumExp", () => tf.logSumExp(all()), X + Math.log(N)],
  ["softmax", () => last(tf.softmax(all())), 1 / N],
  ["logSoftmax", () => last(tf.logSoftmax(all())), -Math.log(N)],
  ["loss", () => tf.losses.absoluteDifference(all(), tf.zeros([N])), X],
  ["unsortedSegmentSum", () => tf.unsortedSegmentSum(all(), zeros(N) as tf.Tensor1D, 1), N * X],
  ["scatterND", () => tf.scatterND(zeros(N, 1), all(), [1]), N * X],
  ["einsum", () => tf.einsum("i->", all()), N * X],
  ["weighted bins", () => tf.bincount(zeros(N) as tf.Tensor1D, all() as tf.Tensor1D, 1), N * X],
  ["bins of counts", () => tf.bincount(zeros(N) as tf.Tensor1D, tf.tensor1d([]), 1), N],
  [
    "bins of a matrix, all of whose entries count as one list",
    () => tf.bincount(zeros(2, N / 2) as never, tf.tensor1d([]), 1),
    N,
  ],
  [
    "weighted bins of rows",
    () =>
      tf.denseBincount(zeros(2, N / 2) as tf.Tensor2D, tf.fill([2, N / 2], X) as tf.Tensor2D, 1),
    (N / 2) * X,
  ],
  ["dot", () => tf.dot(all(), tf.ones([N])), N * X],
  ["product", () => tf.matMul(tf.fill([N, 2], X), tf.ones([3, N]), true, true), N * X],
  [
    "conv1d",
    () => tf.conv1d(tf.fill([N, 1], X) as tf.Tensor2D, tf.ones([N, 1, 1]), 1, "valid"),
    N * X,
  ],
  [
    "conv2d of many channels",
    () =>
      tf.conv2d(tf.fill([2, 2, N / 4], X) as tf.Tensor3D, tf.ones([2, 2, N / 4, 1]), 1, "valid"),
    N * X,
  ],
  [
    "depthwise convolution",
    () =>
      tf.depthwiseConv2d(tf.fill([1, N, 1], X) as tf.Tensor3D, tf.ones([1, N, 1, 1]), 1, "valid"),
    N * X,
  ],
  [
    "fused convolution with bias",
    () =>
      tf.fused.conv2d({
        x: tf.fill([1, N, 1], X) as tf.Tensor3D,
        filter: tf.ones([1, N, 1, 1]),
        strides: 1,
        pad: "valid",
        bias: tf.ones([1]),
        activation: "relu",
      }),
    N * X + 1,
  ],
  [
    "fused depthwise convolution",
    () =>
      tf.fused.depthwiseConv2d({
        x: tf.fill([1, N, 1], -X) as tf.Tensor3D,
        filter: tf.ones([1, N, 1, 1]),
        strides: 1,
        pad: "valid",
        activation: "leakyrelu",
        leakyreluAlpha: 0.5,
      }),
    (-N * X) / 2,
  ],
  ["fused product", () => tf.fused.matMul({ a: tf.fill([1, N], X), b: tf.ones([N, 1]) }), N * X],
  [
    "fused product with bias, transposed",
    () =>
      tf.fused.matMul({
        a: tf.fill([N, 2], X),
        b: tf.ones([N, 1]),
        ...{ transposeA: true, bias: tf.ones([1]), activation: "relu" as const },
      }),
    N * X + 1,
  ],
  [
    "products of a batch, one matrix for all",
    () => last2(tf.matMul(tf.fill([2, 1, N / 2], X), tf.ones([1, N / 2, 1]))),
    (N / 2) * X,
  ],
  ["conv3d", () => tf.conv3d(volume(1, 1, N, 1), tf.ones([1, 1, N, 1, 1]), 1, "valid"), N * X],
  [
    "conv3d of many channels",
    () => tf.conv3d(volume(2, 2, 1, N / 4), tf.ones([2, 2, 1, N / 4, 1]), 1, "valid"),
    N * X,
  ],
  [
    "transposed conv2d of many channels",
    () =>
      tf.conv2dTranspose(
        tf.fill([1, 1, N], X) as tf.Tensor3D,
        tf.ones([1, 1, 1, N]),
        [1, 1, 1],
        1,
        "valid",
      ),
    N * X,
  ],
  [
    "transposed conv3d of many channels",
    () =>
      tf.conv3dTranspose(volume(1, 1, 1, N), tf.ones([1, 1, 1, 1, N]), [1, 1, 1, 1], 1, "valid"),
    N * X,
  ],
  ["average pool of volumes", () => tf.avgPool3d(volume(1, 1, N, 1), [1, 1, N], 1, "valid"), X],
  ["sparse segment sum", () => tf.sparse.sparseSegmentSum(...segments()), N * X],
  ["sparse segment mean", () => tf.sparse.sparseSegmentMean(...segments()), X],
  [
    "softmax of unequal numbers",
    () => last(tf.softmax(tf.concat([tf.fill([1], Math.log(10)), tf.zeros([N - 1])]))),
    1 / (N + 9),
  ],
  ["average pool", () => tf.avgPool(tf.fill([1, 64, 64, 1], X) as tf.Tensor4D, 64, 1, 0), X],
  [
    "the gradient of a row that is looked up again and again",
    () =>
      tf.grad((x) => tf.sum(tf.mul(embeddingLookup(x as tf.Tensor2D, new Int32Array(N)), X)))(
        tf.ones([2, 1]),
      ),
    N * X,
  ],
];

describe.each([
  ["cpu", cpu()],
  ...(["auto", "plain", "stock"] as const).map(
    (kernels) => [`wasm, ${kernels} kernels`, wasm({ kernels, threads: 1 })] as const,
  ),
] as const)("on %s", (_, backend) => {
  test("what adds up or multiplies many numbers is right to the last digits", async () => {
    await backend.start();
    const wrong: string[] = [];
    for (const [name, compute, expected] of CASES) {
      const y = tf.tidy(compute);
      const [actual] = (await y.data()) as Float32Array;
      y.dispose();
      const error = Math.abs((actual as number) / expected - 1);
      if (!(error < 1.3e-7)) wrong.push(`${name}: ${actual} for ${expected}`);
    }
    expect(wrong).toEqual([]);
  });

  test("what is reduced along an axis without entries is its neutral element", async () => {
    await backend.start();
    const none = (dtype: "float32" | "int32" | "bool") => tf.zeros([2, 0], dtype);
    const values = async (y: tf.Tensor) => [...(await y.data())].map(Number);
    for (const dtype of ["float32", "int32"] as const) {
      const whole = dtype === "int32";
      expect(await values(tf.sum(none(dtype), 1))).toEqual([0, 0]);
      expect(await values(tf.prod(none(dtype), 1))).toEqual([1, 1]);
      expect(await values(tf.mean(none(dtype), 1))).toEqual([Number.NaN, Number.NaN]);
      const [most, least] = whole ? [-(2 ** 31), 2 ** 31 - 1] : [-Infinity, Infinity];
      expect(await values(tf.max(none(dtype), 1))).toEqual([most, most]);
      expect(await values(tf.min(none(dtype), 1))).toEqual([least, least]);
    }
    expect(await values(tf.all(none("bool"), 1))).toEqual([1, 1]);
    expect(await values(tf.any(none("bool"), 1))).toEqual([0, 0]);
    expect(await values(tf.logSumExp(none("float32"), 1))).toEqual([-Infinity, -Infinity]);
  });

  test("the floor of a quotient of floats is a float, NaN and infinities too", async () => {
    await backend.start();
    const [a, b] = [
      [Number.NaN, -7, Infinity, 5, 2 ** 40],
      [2, 2, 1, 0, 1],
    ].map((of) => tf.tensor1d(of));
    const y = tf.floorDiv(a as tf.Tensor, b as tf.Tensor);
    expect([...(await y.data())]).toEqual([Number.NaN, -4, Infinity, Infinity, 2 ** 40]);
  });
});
