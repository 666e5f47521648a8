import { createRng } from "@textvae/core";
import { begin, type Game, play, type Scenario } from "../game/index.ts";
import type { Table } from "./agent.ts";
import { modelSpeaker, type SpeakerOptions } from "./speaker.ts";

// Games played side by side; bounds memory.
const CHUNK = 64;

export interface HeldOutOptions extends Table {
  /** Scenarios that were never trained on. */
  readonly scenarios: readonly Scenario[];
  /** Seeds the actions that are drawn. */
  readonly seed: number;
  /** How the agent acts: as it learns, or with its most probable actions. Default `sample`. */
  readonly actions?: SpeakerOptions["actions"];
}

/**
 * Plays each scenario once, the agent as side 0. The partner draws its actions, and so does the agent
 * where it is not asked for its most probable ones. The sides begin in turn.
 *
 * @example
 * const { score, agreement } = summarise(await playHeldOut({ ...table, scenarios, seed: 1 }), 0);
 */
export const playHeldOut = async (options: HeldOutOptions): Promise<readonly Game[]> => {
  const { agent, partner, chooser, told, scenarios, seed, limit, maxLength = 30 } = options;
  const { actions = "sample" } = options;
  const rng = createRng(seed).stream("held-out games");
  const sides = [
    modelSpeaker({ model: agent, told, actions, maxLength, rng: rng.stream("agent") }),
    modelSpeaker({
      model: partner,
      told,
      actions: "sample",
      maxLength,
      rng: rng.stream("partner"),
    }),
  ] as const;
  const negotiations = scenarios.map((scenario, i) =>
    begin({ scenario, first: i % 2 === 0 ? 0 : 1, ...(limit !== undefined && { limit }) }),
  );
  const games: Game[] = [];
  for (let start = 0; start < negotiations.length; start += CHUNK) {
    const [own, other] = sides;
    const some = negotiations.slice(start, start + CHUNK);
    games.push(
      ...(await play(some, [
        { ...own, ...chooser },
        { ...other, ...chooser },
      ])),
    );
  }
  return games;
};
