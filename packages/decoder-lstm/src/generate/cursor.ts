import {
  clone,
  dispose,
  reshape,
  type Tensor2D,
  type TensorContainer,
  tidy,
} from "@tensorflow/tfjs-core";
import { gatherRows, linear } from "@textvae/ops";
import type { DecoderState, Network } from "../network.ts";

/** A decoder in the middle of R sentences: it carries the states and recomputes nothing. */
export interface Cursor {
  /** Feeds one word per row; logits of the next ones, row-major `[R, V]`. */
  advance(ids_R: Int32Array): Promise<Float32Array>;
  /** Goes on with these rows, in this order; a row may be taken several times or dropped. */
  select(rows: Int32Array): void;
  dispose(): void;
}

export const createCursor = (
  network: Network,
  z_BZ: Tensor2D | undefined,
  c_BC: Tensor2D | undefined,
  rows: number,
): Cursor => {
  const { hidden, kernel_HV, bias_V } = network;
  let state = owned(() => withOwnSide(network.begin(z_BZ, c_BC, rows)));
  const release = () => dispose(state as unknown as TensorContainer);

  return {
    async advance(ids_R) {
      const { logits_RV, next } = owned(() => {
        const lengths_B = new Int32Array(ids_R.length).fill(1);
        const { h_TBH, states } = network.run(state, { inputs_TB: ids_R, lengths_B });
        const h_RH = reshape(h_TBH, [ids_R.length, hidden]) as Tensor2D;
        const logits_RV = linear(h_RH, kernel_HV, bias_V);
        return { logits_RV, next: withOwnSide({ ...state, states }) };
      });
      release();
      state = next;
      try {
        return (await logits_RV.data()) as Float32Array;
      } finally {
        logits_RV.dispose();
      }
    },
    select(chosen) {
      const pick = (x: Tensor2D) => gatherRows(x, chosen);
      const next = owned(() => ({
        states: state.states.map(({ h_BH, c_BH }) => ({ h_BH: pick(h_BH), c_BH: pick(c_BH) })),
        side_BX: state.side_BX && pick(state.side_BX),
      }));
      release();
      state = next;
    },
    dispose: release,
  };
};

/** The state with a side input of its own, for z and c are only borrowed. */
const withOwnSide = ({ states, side_BX }: DecoderState): DecoderState => ({
  states,
  side_BX: side_BX && clone(side_BX),
});

/** `tidy` for containers with read-only members. */
const owned = <T>(make: () => T): T => tidy(make as () => TensorContainer) as T;
