import { tensor2d, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Model, TextvaeError } from "@textvae/core";
import { reinforce } from "../actions/reinforce.ts";
import { begin, type Chooser, type Scenario } from "../game/index.ts";
import { viewOf } from "../game/negotiation.ts";
import type { Table } from "./agent.ts";
import { type HeldOutOptions, playHeldOut } from "./held-out.ts";
import { type Action, modelSpeaker } from "./speaker.ts";

/** What games ask of a model. */
export interface Rehearsed extends Pick<Table, "told">, Required<Pick<HeldOutOptions, "actions">> {
  readonly model: Model;
  readonly training: readonly Scenario[];
  readonly heldOut: readonly Scenario[];
}

/** Who writes nothing down. */
const silent: Chooser = { choose: async (views) => views.map(() => undefined) };

/**
 * One word of each side and the loss of one action: what games and self-play would refuse only after
 * the model of choices is trained is refused now.
 *
 * @throws {TextvaeError} `DATA` without scenarios to play, `CAPABILITY` for a model that can't.
 */
export const rehearseGames = async (asked: Rehearsed): Promise<void> => {
  const { model, told, training, heldOut } = asked;
  requireSome("train", training);
  requireSome("the held-out split", heldOut);
  const scenario = training[0] as Scenario;
  const brief = { limit: 1, maxLength: 1, told };
  const table = { agent: model, partner: model, chooser: silent, actions: asked.actions, ...brief };
  // Each of the two begins once, and ends it.
  await playHeldOut({ ...table, seed: 0, scenarios: [scenario, scenario] });

  const actions: Action[] = [];
  const onAction = (action: Action) => void actions.push(action);
  const rng = createRng(0);
  const speaker = modelSpeaker({ ...brief, model, actions: "sample", rng, onAction });
  await speaker.speak([viewOf(begin({ scenario, first: 0 }), 0, 0)]);
  const [{ dialogue, z }] = actions as [Action];
  tidy(() => {
    const objective = reinforce({ z_BZ: tensor2d([[...z]]), advantages_B: [1] });
    objective.terms(model, told([dialogue]), { rng, training: false, step: 0 });
  });
};

const requireSome = (where: string, scenarios: readonly Scenario[]): void => {
  if (scenarios.length > 0) return;
  throw new TextvaeError("DATA", "negotiate", {
    expected: `scenarios of ${where} that stand in no other split`,
    got: "none",
    hint: "Hold out others with --split, or give dialogues about other goals.",
  });
};
