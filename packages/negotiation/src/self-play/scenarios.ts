import type { Split } from "@textvae/core";
import type { Dialogue } from "@textvae/dataset-dialogue";
import { readOutcome, type Scenario, scenarioOf } from "../game/index.ts";

/** Dialogues of a corpus by split. */
export type Negotiations = { readonly [split in Split]?: readonly Dialogue[] | undefined };

/**
 * The scenarios of each split, each once. Those of valid and test, from either side, are left out of
 * train, and those of valid out of test.
 *
 * @throws {TextvaeError} `DATA` for dialogues without a goal or an outcome that can be read.
 *
 * @example
 * const { train } = scenariosOf(dataset.dialogues);
 */
export const scenariosOf = (
  dialogues: Negotiations,
): { readonly [split in Split]: readonly Scenario[] } => {
  const seen = new Set<string>();
  const fresh = (split: Split): readonly Scenario[] => {
    const own = new Map(
      (dialogues[split] ?? []).map((dialogue, i) => {
        const scenario = scenarioIn(dialogue, `${split}, dialogue ${i + 1}`);
        return [keyOf(scenario), scenario] as const;
      }),
    );
    const kept = [...own].filter(([key]) => !seen.has(key));
    for (const [key, scenario] of kept) seen.add(key).add(keyOf(mirrored(scenario)));
    return kept.map(([, scenario]) => scenario);
  };
  const [valid, test, train] = [fresh("valid"), fresh("test"), fresh("train")];
  return { train, valid, test };
};

const scenarioIn = ({ goal = [], outcome = "" }: Dialogue, where: string): Scenario =>
  scenarioOf(goal, readOutcome(outcome, where).otherGoal, where);

const keyOf = (scenario: Scenario): string => JSON.stringify(scenario);

const mirrored = ({ counts, values: [own, other] }: Scenario): Scenario => ({
  counts,
  values: [other, own],
});
