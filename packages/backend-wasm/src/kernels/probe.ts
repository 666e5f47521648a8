import {
  abs,
  add,
  concat,
  grads,
  mul,
  reshape,
  scalar,
  sqrt,
  square,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tanh,
  tensor,
  tidy,
  tile,
  variable,
} from "@tensorflow/tfjs-core";
import {
  gatherRows,
  linear,
  lstm,
  moveByAdam,
  moveBySgd,
  total,
  vocabularyCrossEntropy,
} from "@textvae/ops";

/** Sizes that leave incomplete lanes and tiles. */
const [TIME, BATCH, EMBEDDING, FEATURES, WORDS] = [3, 2, 7, 9, 21];

const SHAPES = [
  [11, EMBEDDING],
  [EMBEDDING, 4 * FEATURES],
  [FEATURES, 4 * FEATURES],
  [4 * FEATURES],
  [BATCH, FEATURES],
  [BATCH, FEATURES],
  [FEATURES, FEATURES],
  [FEATURES, WORDS],
  [WORDS],
];

/** Numbers in [−1, 1] that are the same everywhere. */
const inputs = (): Tensor[] =>
  SHAPES.map((shape, k) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return tensor(
      Float32Array.from({ length: size }, (_, n) => Math.sin(1 + 37 * k + 11 * n)),
      shape,
    );
  });

const loss = (...inputs: Tensor[]): Tensor => {
  const [words, kernel, recurrent, bias, h0, c0, square, projection, offset] = inputs;
  const rows = Int32Array.from({ length: TIME * BATCH }, (_, n) => (4 * n) % 11);
  const x_RE = gatherRows(words as Tensor2D, rows);
  const { h_TBH, c_BH } = lstm({
    x_TBE: reshape(x_RE, [TIME, BATCH, EMBEDDING]) as Tensor3D,
    kernel_EG: kernel as Tensor2D,
    recurrent_HG: recurrent as Tensor2D,
    bias_G: bias as Tensor1D,
    h0_BH: h0 as Tensor2D,
    c0_BH: c0 as Tensor2D,
    lengths_B: Int32Array.of(TIME, TIME - 1),
  });
  const h_NH = linear(reshape(h_TBH, [-1, FEATURES]) as Tensor2D, square as Tensor2D);
  const targets = rows.map((row) => 2 * row);
  const nll_N = vocabularyCrossEntropy(h_NH, projection as Tensor2D, offset as Tensor1D, targets);
  return sum(concat([nll_N, reshape(c_BH, [-1])]));
};

const oneEntry = (x: Tensor): Tensor => reshape(x, [1]);

const CONSTANTS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 0.01, correction: 0.1 };

/** A parameter after a step of Adam and one of gradient descent, with Adam's m and v. */
const steps = (gradient: Tensor): Tensor[] => {
  const parameter = variable(gradient);
  const factors = { before: scalar(0.5), after: 2 };
  const inputs = { gradient: mul(gradient, 1), m: mul(gradient, 1), v: abs(gradient) };
  const moments = moveByAdam(parameter, inputs, factors, CONSTANTS);
  moveBySgd(parameter, mul(gradient, 1), factors, 0.1);
  const moved = mul(parameter, 1);
  parameter.dispose();
  return [moved, ...moments];
};

/**
 * A small model's gradients, steps of optimisers and some functions of them, in one vector: every
 * kernel of this package runs once, if it is registered.
 */
export const probe = (): Tensor =>
  tidy(() => {
    const gradients = grads(loss)(inputs()).map((gradient) => reshape(gradient, [-1]));
    const gradient = concat(gradients);
    const functions = [
      tanh(gradient),
      sqrt(abs(gradient)),
      ...[sum(gradient), sum(tile(gradient, [20])), total([gradient], { squared: true })].map(
        oneEntry,
      ),
      mul(add(gradient, square(gradient)), 1.5),
    ];
    return concat([gradient, ...steps(gradient), ...functions]);
  });
