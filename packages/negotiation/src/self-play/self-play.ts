import { createRng, type Optimizer, type Parameters, type Rng } from "@textvae/core";
import { checkParameters, leaving, openSession, type Session } from "@textvae/core/internals";
import type { Run } from "@textvae/run-format";
import {
  begin,
  type Game,
  type Negotiation,
  type Player,
  play,
  type Scenario,
  summarise,
} from "../game/index.ts";
import { policyParameters, type Table } from "./agent.ts";
import { advantagesOf, updatePolicy } from "./policy-update.ts";
import { withReward } from "./rewards.ts";
import {
  beginSelfPlay,
  resumeSelfPlay,
  type SelfPlayState,
  saveSelfPlay,
} from "./self-play-state.ts";
import { type Action, modelSpeaker } from "./speaker.ts";

export interface SelfPlaySetup extends Table {
  /** What is negotiated while training. */
  readonly scenarios: readonly Scenario[];
  readonly run: Run;
  readonly seed: number;
  readonly optimizer: Optimizer;
  /** Updates after which training ends. */
  readonly updates: number;
  /** Games to an update. Default 1. */
  readonly games?: number;
  /** γ. Default 0.95. */
  readonly discount?: number;
  /** α, the weight of the KL of the policy to the partner's, which stays as it is. Default 0. */
  readonly anchor?: number;
  /** Updates between lines of metrics. Default 10. */
  readonly logEvery?: number;
  /** Updates between checkpoints, which are written after a line of metrics. Default 100. */
  readonly checkpointEvery?: number;
  /** When it fires, the run ends with a checkpoint after the next line of metrics. */
  readonly signal?: AbortSignal;
}

/** Means over the games since the last line of metrics. */
export interface Played {
  readonly games: number;
  /** Points of the agent, 0 where there was no agreement. */
  readonly reward: number;
  readonly agreement: number;
  readonly turns: number;
}

/** What self-play tells while it goes on. */
export type SelfPlayEvent =
  | { readonly kind: "start"; readonly step: number }
  | ({ readonly kind: "self-play"; readonly step: number } & Played)
  | { readonly kind: "checkpoint"; readonly step: number; readonly folder: string }
  | { readonly kind: "end"; readonly step: number; readonly stopped: boolean };

/**
 * Trains the policy of an agent by REINFORCE in games against a partner that stays as it is. Actions
 * are drawn of p(z|c) and credited with the standardised reward at the end of the game; words,
 * decoder and dropout have no part in it. The same setup and run continue to the same weights bit
 * for bit, wherever the process was killed. Whoever leaves the loop leaves a checkpoint where a line
 * of metrics ends, and no tensor but the parameters.
 *
 * Source: "Rethinking Action Spaces for Reinforcement Learning in End-to-end Dialog Agents with
 * Latent Variable Models", Zhao, Xie and Eskenazi, 2019, https://arxiv.org/abs/1902.08858; the game is
 * that of "Deal or No Deal? End-to-End Learning for Negotiation Dialogues", Lewis et al., 2017,
 * https://arxiv.org/abs/1706.05125
 *
 * @throws {TextvaeError} `NON_FINITE` before anything is changed.
 *
 * @example
 * for await (const event of selfPlay(setup)) if (event.kind === "self-play") console.log(event.reward);
 */
export async function* selfPlay(setup: SelfPlaySetup): AsyncGenerator<SelfPlayEvent> {
  const { agent, run, seed, optimizer, updates, logEvery = 10 } = setup;
  const trained = policyParameters(agent);
  const rng = createRng(seed).stream("self-play");
  const session = await openSession<SelfPlayState>({
    parameters: agent.parameters,
    resumed: await resumeSelfPlay(run, agent.parameters, rng),
    begin: () => beginSelfPlay(optimizer.init(trained)),
    save: (state) => saveSelfPlay(run, agent.parameters, state, rng),
    // The games since a line of metrics are in no checkpoint.
    isWhole: ({ step }) => step === updates || step % logEvery === 0,
  });
  yield* leaving(session, events(setup, { session, parameters: trained, rng }));
}

interface Course {
  readonly session: Session<SelfPlayState>;
  readonly parameters: Parameters;
  readonly rng: Rng;
}

async function* events(
  setup: SelfPlaySetup,
  { session, parameters, rng }: Course,
): AsyncGenerator<SelfPlayEvent> {
  const { run, updates, signal } = setup;
  const { games: count = 1, discount = 0.95, logEvery = 10, checkpointEvery = 100 } = setup;
  const { players, actions } = seated(setup, rng);
  let window: readonly Game[] = [];
  yield { kind: "start", step: session.state.step };

  while (session.state.step < updates) {
    // Some games, and one step of the policy on all actions that the agent took in them.
    const { state } = session;
    actions.length = 0;
    const games = await play(negotiations(setup, count, rng.stream("scenarios")), players);
    const advantages = advantagesOf(games, actions, state.moments, discount);
    const update = { ...setup, parameters, actions, advantages, step: state.step };
    const next = {
      ...state,
      step: state.step + 1,
      optimizer: await updatePolicy(update, state.optimizer),
      moments: games.reduce((all, { rewards }) => withReward(all, rewards[0]), state.moments),
    };
    session.settle(next);
    window = [...window, ...games];

    // Metrics, and checkpoints only where a line of them ends.
    const { step } = next;
    const last = step === updates;
    if (!last && step % logEvery !== 0) continue;
    await checkParameters(`update ${step}`, setup.agent.parameters);
    const played = playedIn(window);
    window = [];
    session.settle({
      ...next,
      metricsBytes: await run.log({ kind: "self-play", step, ...played }),
    });
    yield { kind: "self-play", step, ...played };
    const stopped = !last && signal?.aborted === true;
    if (last || stopped || step - session.savedAt >= checkpointEvery) {
      yield { kind: "checkpoint", step, folder: await session.save() };
    }
    if (stopped) break;
  }
  const { step } = session.state;
  yield { kind: "end", step, stopped: step < updates };
}

/** The agent as side 0 and its partner, and the actions that the agent takes. */
const seated = (
  { agent, partner, chooser, told, maxLength = 30 }: SelfPlaySetup,
  rng: Rng,
): { readonly players: readonly [Player, Player]; readonly actions: Action[] } => {
  const actions: Action[] = [];
  const drawing = { told, maxLength, actions: "sample" } as const;
  const own = modelSpeaker({
    ...drawing,
    model: agent,
    rng: rng.stream("agent"),
    onAction: (action) => actions.push(action),
  });
  const other = modelSpeaker({ ...drawing, model: partner, rng: rng.stream("partner") });
  return {
    players: [
      { ...own, ...chooser },
      { ...other, ...chooser },
    ],
    actions,
  };
};

/** Random scenarios, begun by either side. */
const negotiations = (
  { scenarios, limit }: SelfPlaySetup,
  count: number,
  rng: Rng,
): Negotiation[] =>
  Array.from({ length: count }, () => {
    const [which, who] = rng.uniforms(2) as unknown as [number, number];
    return begin({
      scenario: scenarios[Math.floor(which * scenarios.length)] as Scenario,
      first: who < 0.5 ? 0 : 1,
      ...(limit !== undefined && { limit }),
    });
  });

const playedIn = (games: readonly Game[]): Played => {
  const { games: played, score: reward, agreement, turns } = summarise(games, 0);
  return { games: played, reward, agreement, turns };
};
