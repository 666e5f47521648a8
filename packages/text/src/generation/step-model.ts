import { Tensor, type Tensor2D } from "@tensorflow/tfjs-core";

/** Tensors in any arrangement; each has a row for every sentence under way. */
export type StepState =
  | Tensor2D
  | undefined
  | readonly StepState[]
  | { readonly [name: string]: StepState };

/** A decoder that goes on from where it stands, one word at a time, and recomputes nothing. */
export interface StepModel<State> {
  /** The state before the first word. It may hold borrowed tensors. */
  begin(): State;
  /**
   * Feeds one word per row: logits of the next ones `[R, V]`, and the state after it, which may
   * hold tensors of the one before.
   */
  step(state: State, ids_R: Int32Array): { readonly logits_RV: Tensor2D; readonly state: State };
}

/** The same arrangement of other tensors. */
export const mapState = <State>(state: State, map: (x_RX: Tensor2D) => Tensor2D): State => {
  const visit = (part: StepState): StepState => {
    if (part === undefined) return part;
    if (part instanceof Tensor) return map(part);
    if (Array.isArray(part)) return part.map(visit);
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, visit(value)]));
  };
  return visit(state as StepState) as State;
};

/** The tensors of a state. */
export const tensorsOf = (state: unknown): Set<Tensor> => {
  const tensors = new Set<Tensor>();
  mapState(state, (x_RX) => {
    tensors.add(x_RX);
    return x_RX;
  });
  return tensors;
};
