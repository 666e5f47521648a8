import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import {
  compatible,
  type Outcome,
  readOutcome,
  remainder,
  scenarioOf,
  settle,
  worth,
} from "../src/index.ts";

const folder = process.env.TEXTVAE_DATA;

const GOAL = /^(?:<input> )?((?:\d+ ){6})/;

/** Goal and outcome of each line. */
const recorded = async (name: string): Promise<{ goal: number[]; outcome: Outcome }[]> => {
  const text = await readFile(`${folder}/dealornodeal/${name}`, "utf8");
  return text
    .trim()
    .split("\n")
    .map((line, i) => ({
      goal: ((GOAL.exec(line) as RegExpExecArray)[1] as string).trim().split(" ").map(Number),
      outcome: readOutcome(line.slice(line.indexOf("<selection>") + 11), `${name}, line ${i + 1}`),
    }));
};

describe.runIf(folder)("Deal or No Deal", () => {
  test.each([
    ["data.txt", 12_234],
    ["val.txt", 1087],
    ["test.txt", 1052],
  ])(
    "%s: every scenario is one, and every agreement is worth what is recorded",
    async (name, lines) => {
      const all = await recorded(name);
      expect(all).toHaveLength(lines);
      let agreements = 0;
      for (const { goal, outcome } of all) {
        const scenario = scenarioOf(goal, outcome.otherGoal);
        const { own, other = own && remainder(own, scenario.counts), kind, reward } = outcome;
        if (!own || !other) continue;
        if (reward !== undefined) expect(worth(scenario.values[0], own)).toBe(reward);
        if (kind !== "agreement") continue;
        agreements++;
        expect(compatible(own, other, scenario.counts)).toBe(true);
        const settled = settle(scenario, [own, other]);
        expect(settled.agreed).toBe(true);
        if (reward !== undefined) expect(settled.rewards[0]).toBe(reward);
      }
      expect(agreements).toBeGreaterThan(lines / 2);
    },
  );

  test("the two sides of a negotiation tell the same outcome", async () => {
    const all = await recorded("val.txt");
    const key = (goal: readonly number[], other: readonly number[], division: readonly number[]) =>
      [goal, other, division].join("|");
    const told = new Set(
      all.flatMap(({ goal, outcome: { own, otherGoal } }) =>
        own ? [key(goal, otherGoal, own)] : [],
      ),
    );
    const missing = all.filter(
      ({ goal, outcome: { other, otherGoal } }) => other && !told.has(key(otherGoal, goal, other)),
    );
    // Of a few negotiations the other side's line stands in another split.
    expect(missing.length).toBeLessThan(all.length / 10);
  });
});
