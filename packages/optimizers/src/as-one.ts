import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import type { OptimizerState, Parameters } from "@textvae/core/plugin";

/** The state of an optimiser between two updates of several. */
export interface Held {
  state: OptimizerState;
}

const copiesOf = (tensors: ReadonlyMap<string, Tensor>): Map<string, Tensor> =>
  new Map([...tensors].map(([name, tensor]) => [name, tensor.clone()]));

const disposeAll = (tensors: ReadonlyMap<string, Tensor>): void => {
  for (const tensor of tensors.values()) tensor.dispose();
};

/**
 * Several updates as one: where `updates` throws, the parameters and the state are what they were
 * before the first. The copies share their memory until something moves.
 */
export const asOne = async <T>(
  parameters: Parameters,
  state: OptimizerState,
  updates: (held: Held) => Promise<T>,
): Promise<T> => {
  const before = copiesOf(parameters);
  const held: Held = { state: { ...state, tensors: copiesOf(state.tensors) } };
  try {
    const result = await updates(held);
    disposeAll(state.tensors);
    return result;
  } catch (error) {
    for (const [name, value] of before) (parameters.get(name) as Variable).assign(value);
    disposeAll(held.state.tensors);
    throw error;
  } finally {
    disposeAll(before);
  }
};
