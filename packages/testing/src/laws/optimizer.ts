import {
  add,
  memory,
  sub,
  type Tensor,
  tensor,
  tensor1d,
  tidy,
  type Variable,
  variable,
} from "@tensorflow/tfjs-core";
import type { Gradients, Optimizer, OptimizerState, Parameters } from "@textvae/core";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";

export interface OptimizerSubject {
  readonly optimizer: Optimizer;
  /**
   * The definition in double precision: the change of one entry by its last gradient, from all
   * gradients that it has had. Without it the size of a step is held to nothing.
   */
  readonly define?: (gradients: readonly number[]) => number;
}

const TARGET = [2, -1, 0.5];
const GRADIENTS = [0.3, -1.2, 0.05, 2, -0.4];

/** The laws of an optimiser. A tfjs backend must have been started. */
export const optimizerLaws = ({ optimizer, define }: OptimizerSubject): Law[] => [
  law("updates have the names and shapes of the gradients", () =>
    withParameters(async (parameters) => {
      const { updates, state } = optimizer.update(
        slopesAt(parameters),
        optimizer.init(parameters),
        parameters,
      );
      holds(
        [...updates.keys()].join() === "a,b",
        `updates: expected a,b; got ${[...updates.keys()]}`,
      );
      for (const [name, update] of updates) {
        sameShape(update.shape, parameters.get(name)?.shape ?? [], `update of ${name}`);
        allFinite(await update.data(), `update of ${name}`);
      }
      dispose(updates, state.tensors);
    }),
  ),
  law("steps lead downhill, in every parameter", () =>
    withParameters(async (parameters) => {
      const before = await distances(parameters);
      let state = optimizer.init(parameters);
      for (let i = 0; i < 20; i++) state = step(optimizer, slopesAt(parameters), state, parameters);
      const after = await distances(parameters);
      after.forEach((d, i) => {
        holds(d < (before[i] as number), `parameter ${i}: ${before[i]} from its target, then ${d}`);
      });
      dispose(state.tensors);
    }),
  ),
  law("a state that is stored and restored goes on alike", () =>
    withParameters(async (parameters) => {
      let state = optimizer.init(parameters);
      for (let i = 0; i < 3; i++) state = step(optimizer, slopesAt(parameters), state, parameters);
      const copy = await stored(state);
      const own = optimizer.update(slopesAt(parameters), state, parameters);
      const again = optimizer.update(slopesAt(parameters), copy, parameters);
      for (const [name, update] of own.updates) {
        allNear(await (again.updates.get(name) as Tensor).data(), await update.data(), 0, name);
      }
      dispose(own.updates, own.state.tensors, again.updates, again.state.tensors);
    }),
  ),
  ...(optimizer.move ? [law("move does what update says", () => movesAlike(optimizer))] : []),
  ...(define
    ? [law("changes are those of the definition", () => asDefined(optimizer, define))]
    : []),
  law("a step leaves no tensor but its state", () =>
    withParameters(async (parameters) => {
      let state = optimizer.init(parameters);
      state = step(optimizer, slopesAt(parameters), state, parameters);
      const before = memory().numTensors;
      state = step(optimizer, slopesAt(parameters), state, parameters);
      const left = memory().numTensors - before;
      holds(left === 0, `expected the tensor count unchanged; got ${left} more`);
      dispose(state.tensors);
    }),
  ),
];

const withParameters = async (use: (parameters: Parameters) => Promise<void>): Promise<void> => {
  const [a, b] = tidy(() => [
    variable(tensor1d([0, 0, 0])),
    variable(tensor([0, 0, 0], [3, 1])),
  ]) as [Variable, Variable];
  try {
    await use(
      new Map([
        ["a", a],
        ["b", b],
      ]),
    );
  } finally {
    a.dispose();
    b.dispose();
  }
};

/** ∂ ½‖θ − target‖² of each parameter. */
const slopesAt = (parameters: Parameters): Gradients =>
  new Map(
    [...parameters].map(([name, parameter]) => [
      name,
      tidy(() => sub(parameter, tensor(TARGET, parameter.shape))),
    ]),
  );

const distances = async (parameters: Parameters): Promise<number[]> => {
  const values = await Promise.all([...parameters.values()].map((parameter) => parameter.data()));
  return values.map((found) => Math.hypot(...TARGET.map((x, i) => x - (found[i] as number))));
};

/** One update, applied. */
const step = (
  optimizer: Optimizer,
  gradients: Gradients,
  state: OptimizerState,
  parameters: Parameters,
): OptimizerState => {
  const next = optimizer.update(gradients, state, parameters);
  for (const [name, update] of next.updates) {
    const parameter = parameters.get(name) as Variable;
    tidy(() => parameter.assign(add(parameter, update)));
    update.dispose();
  }
  return next.state;
};

const dispose = (...maps: ReadonlyMap<string, Tensor>[]): void => {
  for (const map of maps) for (const each of map.values()) each.dispose();
};

const stored = async ({ tensors, numbers }: OptimizerState): Promise<OptimizerState> => {
  const copies = new Map<string, Tensor>();
  for (const [name, each] of tensors) copies.set(name, tensor(await each.data(), each.shape));
  return { tensors: copies, numbers: JSON.parse(JSON.stringify(numbers)) };
};

const movesAlike = (optimizer: Optimizer): Promise<void> =>
  withParameters((one) =>
    withParameters(async (two) => {
      let [updated, moved] = [optimizer.init(one), optimizer.init(two)];
      for (let i = 0; i < 5; i++) {
        updated = step(optimizer, slopesAt(one), updated, one);
        const gradients = slopesAt(two);
        moved = optimizer.move?.(gradients, moved, two) as OptimizerState;
        dispose(gradients);
      }
      for (const [name, parameter] of one) {
        allNear(await (two.get(name) as Tensor).data(), await parameter.data(), 1e-6, name);
      }
      dispose(updated.tensors, moved.tensors);
    }),
  );

const asDefined = (
  optimizer: Optimizer,
  define: (gradients: readonly number[]) => number,
): Promise<void> =>
  withParameters(async (parameters) => {
    let state = optimizer.init(parameters);
    for (let t = 1; t <= GRADIENTS.length; t++) {
      const gradients: Gradients = new Map(
        [...parameters].map(([name, { shape }]) => [
          name,
          tensor(
            TARGET.map((x) => x * (GRADIENTS[t - 1] as number)),
            shape,
          ),
        ]),
      );
      const next = optimizer.update(gradients, state, parameters);
      const expected = TARGET.map((x) => define(GRADIENTS.slice(0, t).map((g) => x * g)));
      for (const [name, update] of next.updates) {
        allNear(await update.data(), expected, 1e-5, `change of ${name} at step ${t}`);
      }
      dispose(next.updates);
      state = next.state;
    }
    dispose(state.tensors);
  });
