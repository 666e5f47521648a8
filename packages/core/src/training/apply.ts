import { add, tidy, type Variable } from "@tensorflow/tfjs-core";
import type {
  GradientFacts,
  Gradients,
  Optimizer,
  OptimizerState,
  Parameters,
} from "../contracts/optimizer.ts";

/**
 * One update of the parameters, in one pass over memory where the optimiser can: its new state.
 * One that throws leaves no tensor of its own behind.
 */
export const applyUpdate = (
  optimizer: Optimizer,
  gradients: Gradients,
  state: OptimizerState,
  parameters: Parameters,
  facts?: GradientFacts,
): OptimizerState => {
  let next = state;
  tidy(() => {
    next = changed(optimizer, gradients, state, parameters, facts);
    return [...next.tensors.values()];
  });
  return next;
};

const changed = (
  optimizer: Optimizer,
  gradients: Gradients,
  state: OptimizerState,
  parameters: Parameters,
  facts?: GradientFacts,
): OptimizerState => {
  if (optimizer.move) return optimizer.move(gradients, state, parameters, undefined, facts);
  const next = optimizer.update(gradients, state, parameters);
  for (const [name, update] of next.updates) {
    const parameter = parameters.get(name) as Variable;
    const moved = add(parameter, update);
    parameter.assign(moved);
    moved.dispose();
    update.dispose();
  }
  return next.state;
};
