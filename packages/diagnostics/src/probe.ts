import {
  add,
  dispose,
  div,
  mean,
  mul,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  type Variable,
  variableGrads,
} from "@tensorflow/tfjs-core";
import { createRng, createScope, type RootScope, TextvaeError } from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";
import { linearHead, mlp } from "@textvae/layers";
import { isWhole } from "@textvae/ops";
import { adam } from "@textvae/optimizers";
import { describe } from "./given-rows.ts";
import { checkPairs, type GivenPairs, type Pairs } from "./pairs.ts";

export interface ProbeOptions {
  /** Width of the hidden layer. Default 100. */
  readonly hidden?: number;
  /** Default 10. */
  readonly epochs?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** Of Adam. Default 0.001. */
  readonly learningRate?: number;
  readonly seed?: number;
}

export interface Probe {
  /** Mean cosine between what is told and what is, on `test`, at the epoch best on `valid`. */
  readonly cosine: number;
  /** The same on `valid`. */
  readonly validCosine: number;
  /** That epoch, from 1. */
  readonly epoch: number;
}

/**
 * How well one vector can be told from another: Linear → tanh → Linear trained on `train` with the
 * loss 1 − cos and Adam. The epoch is chosen on `valid` and reported on `test`.
 *
 * Source: "Spherical Latent Spaces for Stable Variational Autoencoders", Xu and Durrett, 2018,
 * https://arxiv.org/abs/1808.10805 (section 6). Departs: its code reports the best epoch of test.
 *
 * @throws `SHAPE` for pairs of unequally many or unequally wide rows, or without finite numbers; `OPTION` for
 * counts below 1 and a rate that is not above 0; `NON_FINITE` where training at that rate ends in no number.
 *
 * @example
 * const { cosine } = await probe({ train, valid, test });
 * const pairs = { from: [[0, 1], [1, 0]], to: [[1], [-1]] };
 * await probe({ train: pairs, valid: pairs, test: pairs });
 */
export const probe = async (
  splits: { readonly [split in "train" | "valid" | "test"]: Pairs | GivenPairs },
  options: ProbeOptions = {},
): Promise<Probe> => {
  const { train, valid, test } = checkPairs("probe", splits);
  const { hidden, epochs, batchSize, learningRate, seed } = checkedOptions(options);
  const rng = createRng(seed).stream("probe");
  const scope = createScope(rng.stream("parameters"));
  const input = train.from_NI.length / train.rows;
  const first = mlp(scope.child("hidden"), { input, hidden: [hidden], activation: "tanh" });
  const last = linearHead(scope.child("output"), hidden, train.to_NO.length / train.rows);
  const cosine_B = (pairs: Pairs, rows: ArrayLike<number>) => {
    const told_BO = last(first(rowsOf(pairs.from_NI, pairs.rows, rows)));
    const truth_BO = rowsOf(pairs.to_NO, pairs.rows, rows);
    return div(sum(mul(told_BO, truth_BO), 1), mul(lengthOf(told_BO), lengthOf(truth_BO)));
  };

  const optimizer = adam({ learningRate });
  let state = optimizer.init(scope.parameters);
  let best: Probe = { cosine: -1, validCosine: Number.NEGATIVE_INFINITY, epoch: 0 };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = rng.stream("order").permutation(train.rows);
    for (let at = 0; at < train.rows; at += batchSize) {
      const rows = order.subarray(at, at + batchSize);
      const gradients = gradientsOf(scope, () => sub(1, mean(cosine_B(train, rows))) as Scalar);
      const next = optimizer.update(gradients, state, scope.parameters);
      apply(scope, next.updates);
      state = next.state;
    }
    const validCosine = await meanOver(valid, cosine_B);
    if (validCosine > best.validCosine) {
      best = { cosine: await meanOver(test, cosine_B), validCosine, epoch };
    }
  }
  dispose([...state.tensors.values()]);
  scope.dispose();
  if (best.epoch > 0) return best;
  const hint = "Lower the learning rate.";
  const [expected, got] = ["a cosine on valid in some epoch", "NaN in all"];
  throw new TextvaeError("NON_FINITE", "probe", { expected, got, hint });
};

const checkedOptions = (options: ProbeOptions): Required<ProbeOptions> => {
  const given = namedOptions("probe, options", options);
  const { hidden = 100, epochs = 10, batchSize = 32, learningRate = 1e-3, seed = 0 } = given;
  const checked = { hidden, epochs, batchSize, learningRate, seed };
  const refuse = (option: "learningRate" | Count, expected: string): never => {
    const got = describe(checked[option]);
    throw new TextvaeError("OPTION", `probe.${option}`, { expected, got });
  };
  for (const count of COUNTS) if (!isWhole(checked[count])) refuse(count, "a whole number ≥ 1");
  if (!(learningRate > 0 && learningRate < Infinity)) {
    refuse("learningRate", "a finite number > 0");
  }
  return checked;
};

const COUNTS = ["hidden", "epochs", "batchSize"] as const;
type Count = (typeof COUNTS)[number];

/** ‖x‖ of each row, with a finite gradient at 0. */
const lengthOf = (rows_BO: Tensor2D): Tensor => sqrt(add(sum(square(rows_BO), 1), 1e-12));

const rowsOf = (values: Float32Array, count: number, rows: ArrayLike<number>): Tensor2D => {
  const width = values.length / count;
  const chosen = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    chosen.set(values.subarray(row * width, (row + 1) * width), i * width);
  }
  return tensor2d(chosen, [rows.length, width]);
};

const gradientsOf = (scope: RootScope, loss: () => Scalar): Map<string, Tensor> => {
  const { value, grads } = variableGrads(loss, [...scope.parameters.values()]);
  value.dispose();
  const named = [...scope.parameters].map(
    ([name, parameter]) => [name, grads[parameter.name] as Tensor] as const,
  );
  return new Map(named);
};

const apply = (scope: RootScope, updates: ReadonlyMap<string, Tensor>): void => {
  for (const [name, update] of updates) {
    const parameter = scope.parameters.get(name) as Variable;
    tidy(() => parameter.assign(add(parameter, update)));
    update.dispose();
  }
};

const BATCH = 512;

const meanOver = async (
  pairs: Pairs,
  cosine_B: (pairs: Pairs, rows: ArrayLike<number>) => Tensor,
): Promise<number> => {
  let total = 0;
  for (let at = 0; at < pairs.rows; at += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, pairs.rows - at) }, (_, i) => at + i);
    const summed = tidy(() => sum(cosine_B(pairs, rows)));
    total += (await summed.data())[0] as number;
    summed.dispose();
  }
  return total / pairs.rows;
};
