import type { OptimizerState, Parameters } from "../contracts/optimizer.ts";
import { restoreWeights, toHost } from "./host-tensors.ts";

/** What a session needs to know of where a training stands. */
export interface Standing {
  readonly step: number;
  readonly optimizer: OptimizerState;
}

/** A training from its start to the moment it is left, by whichever door. */
export interface Session<State extends Standing> {
  /** Where the parameters stand. */
  readonly state: State;
  /** The step of the last checkpoint. */
  readonly savedAt: number;
  /** Takes over a state that the parameters are in now. */
  settle(state: State): void;
  /** Writes a checkpoint of the state; its folder. */
  save(): Promise<string>;
  /**
   * Frees what the optimiser holds, after a checkpoint of the state where there is none yet. An
   * update that broke off half done is none: the last checkpoint stands, and where none does, the
   * parameters become those of the start.
   */
  leave(): Promise<void>;
}

export interface SessionOptions<State extends Standing> {
  readonly parameters: Parameters;
  /** The state of a checkpoint; undefined where there is none. */
  readonly resumed: State | undefined;
  /** The state with which a training begins. */
  readonly begin: () => State;
  readonly save: (state: State) => Promise<string>;
  /** Whether a checkpoint of a state holds all that a training needs; always when absent. */
  readonly isWhole?: (state: State) => boolean;
}

/** Begins a session, from a checkpoint or from the start. */
export const openSession = async <State extends Standing>({
  parameters,
  resumed,
  begin,
  save,
  isWhole = () => true,
}: SessionOptions<State>): Promise<Session<State>> => {
  let first = resumed ? undefined : await toHost(parameters);
  let state = resumed ?? begin();
  let savedAt = state.step;
  // Whatever moves a parameter gives it new data.
  const dataOf = () => [...parameters.values()].map(({ dataId }) => dataId);
  let settled = dataOf();

  const stands = () =>
    isWhole(state) &&
    dataOf().every((dataId, i) => dataId === settled[i]) &&
    [...state.optimizer.tensors.values()].every(({ isDisposed }) => !isDisposed);
  const session: Session<State> = {
    get state() {
      return state;
    },
    get savedAt() {
      return savedAt;
    },
    settle(next) {
      state = next;
      settled = dataOf();
    },
    async save() {
      const folder = await save(state);
      savedAt = state.step;
      first = undefined;
      return folder;
    },
    async leave() {
      try {
        if (savedAt !== state.step && stands()) await session.save();
      } finally {
        if (first) restoreWeights(parameters, { weights: first, folder: "the start" });
        for (const slot of state.optimizer.tensors.values()) slot.dispose();
      }
    },
  };
  return session;
};

/**
 * Tells events until they end or nobody listens any more, and leaves the session in either case.
 * What went wrong before is told before what goes wrong on leaving.
 */
export async function* leaving<Event>(
  session: Pick<Session<Standing>, "leave">,
  events: AsyncGenerator<Event>,
): AsyncGenerator<Event> {
  let failed = false;
  try {
    yield* events;
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    await session.leave().catch((error) => {
      if (!failed) throw error;
    });
  }
}
