import {
  add,
  concat,
  dispose,
  div,
  mean,
  memory,
  mul,
  ones,
  reshape,
  type Scalar,
  scalar,
  sqrt,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
  valueAndGrads,
  variable,
  zeros,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { createRng } from "@textvae/core";
import { embeddingLookup, lstm, moveBySgd, vocabularyCrossEntropy } from "@textvae/ops";
import { holds, type Law, law } from "../../law.ts";

const [VOCABULARY, EMBEDDING, FEATURES, TIME, BATCH] = [11, 8, 12, 6, 4];

/** Four sentences that count round the vocabulary in steps of 1 and 2, time-major. */
const tokens = Int32Array.from(
  { length: (TIME + 1) * BATCH },
  (_, i) => (((i % BATCH) % 2) + 1) * Math.floor(i / BATCH) + (i % BATCH),
).map((id) => id % VOCABULARY);

const SHAPES = [
  [VOCABULARY, EMBEDDING],
  [EMBEDDING, 4 * FEATURES],
  [FEATURES, 4 * FEATURES],
  [4 * FEATURES],
  [FEATURES, VOCABULARY],
  [VOCABULARY],
];

/** Mean nats per token of an LSTM language model. */
const loss = (...parameters: Tensor[]): Scalar => {
  const [table, kernel, recurrent, bias, projection, offset] = parameters;
  const embedded = embeddingLookup(table as Tensor2D, tokens.slice(0, TIME * BATCH));
  const { h_TBH } = lstm({
    x_TBE: reshape(embedded, [TIME, BATCH, EMBEDDING]) as Tensor3D,
    kernel_EG: kernel as Tensor2D,
    recurrent_HG: recurrent as Tensor2D,
    bias_G: bias as Tensor1D,
    h0_BH: zeros([BATCH, FEATURES]),
    c0_BH: zeros([BATCH, FEATURES]),
    lengths_B: new Int32Array(BATCH).fill(TIME),
  });
  const h_NH = reshape(h_TBH, [-1, FEATURES]) as Tensor2D;
  const nll_N = vocabularyCrossEntropy(
    h_NH,
    projection as Tensor2D,
    offset as Tensor1D,
    tokens.slice(BATCH),
  );
  return mean(nll_N);
};

interface State {
  readonly parameters: Tensor[];
  readonly means: Tensor[];
  readonly squares: Tensor[];
}

const mix = (old: readonly Tensor[], fresh: readonly Tensor[], decay: number): Tensor[] =>
  old.map((x, i) => add(mul(x, decay), mul(fresh[i] as Tensor, 1 - decay)));

/** Adam, step t ≥ 1. */
const update = ({ parameters, means, squares }: State, gradients: Tensor[], t: number): State => {
  const m = mix(means, gradients, 0.9);
  const v = mix(squares, gradients.map(square), 0.999);
  const rate = (0.04 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
  const moved = parameters.map((x, i) =>
    sub(x, mul(rate, div(m[i] as Tensor, add(sqrt(v[i] as Tensor), 1e-8)))),
  );
  return { parameters: moved, means: m, squares: v };
};

const tensors = (state: State): Tensor[] => Object.values(state).flat() as Tensor[];

/**
 * Trains a tiny LSTM language model on the current backend, from the same start whatever the
 * backend; returns the loss of every step in nats per token.
 */
export const trainTinyModel = async (steps: number): Promise<number[]> => {
  const rng = createRng(7);
  const start = SHAPES.map((shape) => tidy(() => mul(rng.normal(shape), 0.2)));
  let state: State = {
    parameters: start,
    means: start.map(zerosLike),
    squares: start.map(zerosLike),
  };
  const losses: Tensor[] = [];
  for (let t = 1; t <= steps; t++) {
    const before = state;
    const { value, after } = tidy(() => {
      const { value, grads } = valueAndGrads(loss)(before.parameters);
      return { value: reshape(value, [1]), after: update(before, grads, t) as never };
    });
    losses.push(value);
    state = after;
    dispose(tensors(before));
  }
  const all = tidy(() => concat(losses));
  const values = Array.from(await all.data());
  dispose([...losses, all, ...tensors(state)]);
  return values;
};

/** That training works on the backend as a whole. */
export const trainingLaws = (): Law[] => [
  law("a tiny language model is learnt in 80 steps of Adam, and no tensor is left", async () => {
    const before = memory().numTensors;
    const losses = await trainTinyModel(80);
    const left = memory().numTensors - before;
    holds(left === 0, `expected the tensor count unchanged; got ${left} more`);
    const [first, last] = [losses[0] as number, losses.at(-1) as number];
    const uniform = Math.log(VOCABULARY);
    holds(
      Math.abs(first - uniform) < 0.1,
      `expected ${uniform} nats per token at first; got ${first}`,
    );
    // Knowing the first word, only its step is unknown, once in six tokens: at most ln 2 / 6.
    holds(last < 0.15, `expected below 0.15 nats per token at last; got ${last}`);
  }),
  law(
    "a tensor may be read twice at once, and disposed of before its numbers are there",
    async () => {
      const x = tidy(() => add(ones([1000]), ones([1000])));
      const reads = [x.data(), x.data()];
      x.dispose();
      const [first, second] = (await Promise.all(reads)).map((numbers) => numbers[999]);
      holds(first === 2 && second === 2, `expected 2 from both reads; got ${first} and ${second}`);
    },
  ),
  law("what shares its memory with a parameter keeps its numbers when that is moved", async () => {
    const start = tidy(() => add(ones([100]), ones([100])));
    const parameter = variable(start);
    const [gradient, before] = [ones([100]), scalar(1)];
    moveBySgd(parameter, gradient, { before, after: 1 }, 0.5);
    const moved = (await parameter.data())[0];
    const kept = (await start.data())[0];
    holds(moved === 1.5 && kept === 2, `expected 1.5 and 2; got ${moved} and ${kept}`);
    dispose([start, parameter, before]);
  }),
];
