import { engine, type Tensor } from "@tensorflow/tfjs-core";

interface Tape {
  gradientDepth: number;
  activeTape: readonly { readonly saved?: readonly Tensor[] }[] | null;
}

/**
 * Runs a differentiation. tfjs 4.22 holds what it saved for a backward pass for good when the
 * differentiated function throws; here it is freed.
 */
export const releasingTape = <T>(differentiate: () => T): T => {
  try {
    return differentiate();
  } catch (error) {
    const state = (engine() as unknown as { readonly state: Tape }).state;
    if (state.gradientDepth === 0) {
      for (const { saved } of state.activeTape ?? []) {
        for (const tensor of saved ?? []) tensor.dispose();
      }
      state.activeTape = null;
    }
    throw error;
  }
};
