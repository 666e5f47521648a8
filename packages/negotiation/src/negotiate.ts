import { type Dataset, type Evaluation, type Model, TextvaeError } from "@textvae/core";
import type { DialogueDataset } from "@textvae/dataset-dialogue";
import type { Run } from "@textvae/run-format";
import { type Gain, type Game, gain, type Summary, summarise } from "./game/index.ts";
import { trainSelection } from "./selection/train-selection.ts";
import { policyOptimizer } from "./self-play/agent.ts";
import { playHeldOut } from "./self-play/held-out.ts";
import { rehearseGames } from "./self-play/rehearse.ts";
import { scenariosOf } from "./self-play/scenarios.ts";
import { type SelfPlayEvent, selfPlay } from "./self-play/self-play.ts";
import type { NegotiateSettings } from "./settings.ts";

export interface NegotiateOptions {
  /** The model that was trained on dialogues: it stays as it is and is the partner. */
  readonly supervised: Model;
  /** The one that learns, with the weights of the supervised one. */
  readonly agent: Model;
  readonly dataset: DialogueDataset;
  /** What the agent is kept in. */
  readonly run: Run;
  /** What the model of choices is kept in, which is trained on this data. */
  readonly selectionRun: (dataset: Dataset) => Promise<Run>;
  readonly settings: NegotiateSettings;
  readonly tell?: (event: NegotiationEvent) => void;
  readonly signal?: AbortSignal;
}

/** How well the recorded choices of people are made, and with what probability. */
export interface Choices {
  /** Part of them that are made alike. */
  readonly accuracy: number;
  readonly evaluation: Evaluation;
}

/** What negotiating tells while it goes on. */
export type NegotiationEvent =
  | { readonly kind: "scenarios"; readonly training: number; readonly heldOut: number }
  | { readonly kind: "selection"; readonly step: number; readonly evaluation: Evaluation }
  | ({ readonly kind: "choices" } & Choices)
  | { readonly kind: "before"; readonly summary: Summary }
  | SelfPlayEvent;

/** What came of it: held-out games before and after, or nothing yet where it was stopped. */
export type Negotiated =
  | { readonly stopped: true; readonly step: number }
  | {
      readonly stopped: false;
      readonly step: number;
      readonly before: Summary;
      readonly games: readonly Game[];
      /** Points that the agent has more than before, paired by scenario. */
      readonly gain: Gain;
      readonly choices: Choices;
    };

/**
 * Trains the model of choices, plays held-out games, lets the policy of the agent learn by self-play
 * against the supervised model, and plays them again. Stopped, it goes on where it was.
 *
 * @throws {TextvaeError} `DATA` for dialogues without a goal, an outcome that can be read or scenarios
 * to play; `CAPABILITY` for a model that can't, before anything is trained.
 *
 * @example
 * const { before, games } = await negotiate({ supervised, agent, dataset, run, selectionRun, settings });
 */
export const negotiate = async (options: NegotiateOptions): Promise<Negotiated> => {
  const { supervised, agent, dataset, run, selectionRun, settings } = options;
  const { seed, split, turnLimit: limit, maxLength } = settings;
  const { tell = () => {}, signal } = options;
  const scenarios = scenariosOf(dataset.dialogues);
  const [training, heldOut] = [scenarios.train, scenarios[split]];
  tell({ kind: "scenarios", training: training.length, heldOut: heldOut.length });

  const { steps, told } = { steps: settings.selectionSteps, told: dataset.told };
  await rehearseGames({ model: supervised, told, training, heldOut, actions: settings.actions });
  const selection = await trainSelection({
    ...{ dataset, run: selectionRun, seed, steps, split, tell, readings: settings.readings },
    ...(signal && { signal }),
  });
  if (!selection) return { stopped: true, step: 0 };
  const { model: chooses, chooser, choices } = selection;
  try {
    tell({ kind: "choices", ...choices });
    const table = { agent, partner: supervised, chooser, told, limit, maxLength };
    const { actions, games: most } = settings;
    const games = { ...table, seed, actions, scenarios: heldOut.slice(0, most) };
    const untrained = await playHeldOut({ ...games, agent: supervised });
    const before = summarise(untrained, 0);
    tell({ kind: "before", summary: before });

    const { episodes, gamesPerUpdate, discount, anchor, logEvery, checkpointEvery } = settings;
    let end: { readonly step: number; readonly stopped: boolean } = { step: 0, stopped: true };
    for await (const event of selfPlay({
      ...{ ...table, run, scenarios: training, seed, discount, anchor, logEvery, checkpointEvery },
      games: gamesPerUpdate,
      updates: Math.ceil(episodes / gamesPerUpdate),
      optimizer: policyOptimizer(settings),
      ...(signal && { signal }),
    })) {
      tell(event);
      if (event.kind === "end") end = event;
    }
    if (end.stopped) return { stopped: true, step: end.step };
    const trained = await playHeldOut(games);
    const more = gain(untrained, trained, 0);
    return { stopped: false, step: end.step, before, games: trained, gain: more, choices };
  } finally {
    chooses.dispose();
  }
};

/** The data of a run as negotiations. Throws `CAPABILITY` for other data and models. */
export const requireNegotiations = (dataset: Dataset, { parts }: Model): DialogueDataset => {
  const fits = "told" in dataset && dataset.provides.includes("goal_B6");
  if (fits && parts.prior && parts.condition?.reads?.includes("context")) {
    return dataset as DialogueDataset;
  }
  throw new TextvaeError("CAPABILITY", "negotiate", {
    expected: "a model with a code, told what was said before, of negotiations with goals",
    got: fits ? "a model without these" : `the data of ${dataset.name}`,
    hint: "Train one with --recipe latent-actions --goal 32 on Deal or No Deal.",
  });
};
