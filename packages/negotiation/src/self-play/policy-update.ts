import { tensor2d } from "@tensorflow/tfjs-core";
import {
  createRng,
  type Optimizer,
  type OptimizerState,
  type Parameters,
  trainStep,
} from "@textvae/core";
import { reinforce } from "../actions/reinforce.ts";
import type { Game } from "../game/index.ts";
import type { Table } from "./agent.ts";
import { discounted, type Moments, standardise } from "./rewards.ts";
import type { Action } from "./speaker.ts";

/**
 * What each action is credited with: the standardised reward of side 0 at the end of its game,
 * discounted by γ for each action that came after it, as a mean over games.
 */
export const advantagesOf = (
  games: readonly Game[],
  actions: readonly Action[],
  moments: Moments,
  discount: number,
): readonly number[] => {
  const credits = games.map(({ rewards }, index) => {
    const own = actions.filter((action) => action.index === index).length;
    return discounted(standardise(rewards[0], moments), own, discount);
  });
  const taken = games.map(() => 0);
  return actions.map(({ index }) => {
    const credit = credits[index]?.[taken[index] as number] as number;
    taken[index] = (taken[index] as number) + 1;
    return credit / games.length;
  });
};

export interface PolicyUpdate extends Pick<Table, "agent" | "partner" | "told"> {
  /** α, what it costs to act otherwise than the partner would. Default 0. */
  readonly anchor?: number;
  readonly optimizer: Optimizer;
  readonly parameters: Parameters;
  readonly actions: readonly Action[];
  readonly advantages: readonly number[];
  readonly step: number;
}

/** One step of REINFORCE on the actions of some games; the state of the optimiser after it. */
export const updatePolicy = async (
  {
    agent: model,
    partner,
    told,
    optimizer,
    parameters,
    actions,
    advantages,
    step,
    anchor = 0,
  }: PolicyUpdate,
  state: OptimizerState,
): Promise<OptimizerState> => {
  if (actions.length === 0) return state;
  const z_BZ = tensor2d(actions.map(({ z }) => [...z]));
  try {
    const near = anchor > 0 && { anchor: { model: partner, weight: anchor } };
    const objective = reinforce({ z_BZ, advantages_B: advantages, ...near });
    const batch = told(actions.map(({ dialogue }) => dialogue));
    // Without dropout nothing that is drawn here matters.
    const context = { rng: createRng(0), training: false, step };
    const work = { model, objective, optimizer, parameters };
    return (await trainStep(work, state, batch, context)).state;
  } finally {
    z_BZ.dispose();
  }
};
