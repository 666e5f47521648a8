import { clone, type TensorContainer, tidy } from "@tensorflow/tfjs-core";
import { gatherRows } from "@textvae/ops";
import { mapState, type StepModel, tensorsOf } from "./step-model.ts";

/** A decoder in the middle of R sentences. */
export interface Cursor {
  /** Feeds one word per row; logits of the next ones, row-major `[R, V]`. */
  advance(ids_R: Int32Array): Promise<Float32Array>;
  /** Goes on with these rows, in this order; a row may be taken several times or dropped. */
  select(rows: Int32Array): void;
  dispose(): void;
}

export const createCursor = <State>(model: StepModel<State>): Cursor => {
  let state = owned(() => mapState(model.begin(), (x_RX) => clone(x_RX)));
  const moveTo = (next: State | undefined) => {
    const kept = tensorsOf(next);
    for (const tensor of tensorsOf(state)) if (!kept.has(tensor)) tensor.dispose();
    state = next as State;
  };
  return {
    async advance(ids_R) {
      const { logits_RV, state: next } = owned(() => model.step(state, ids_R));
      moveTo(next);
      try {
        return (await logits_RV.data()) as Float32Array;
      } finally {
        logits_RV.dispose();
      }
    },
    select(rows) {
      moveTo(owned(() => mapState(state, (x_RX) => gatherRows(x_RX, rows))));
    },
    dispose: () => moveTo(undefined),
  };
};

/** `tidy` for containers with read-only members. */
const owned = <T>(make: () => T): T => tidy(make as () => TensorContainer) as T;
