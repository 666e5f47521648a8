import { createRng } from "@textvae/core";
import { describe, expect, test } from "vitest";
import {
  begin,
  type Choice,
  compatible,
  createScenario,
  type Division,
  divisions,
  formatDivision,
  type Game,
  gain,
  goalOf,
  isOver,
  isSettled,
  type Player,
  parseDivision,
  play,
  readOutcome,
  remainder,
  type Scenario,
  SELECTION,
  say,
  scenarioOf,
  settle,
  summarise,
  TOTAL,
  type View,
  viewOf,
} from "../src/index.ts";

const scenario = createScenario(
  [1, 4, 1],
  [
    [0, 2, 2],
    [4, 1, 2],
  ],
);

/** Every scenario of three kinds, 1 to 3 of each, whose values fit. */
const scenarios: readonly Scenario[] = divisions([2, 2, 2]).flatMap((less) => {
  const counts = less.map((n) => n + 1);
  const values = divisions([10, 10, 10]).filter(
    (own) => own.reduce((sum, value, kind) => sum + value * (counts[kind] as number), 0) === TOTAL,
  );
  const [first, last] = [values[0], values.at(-1)];
  return first && last ? [createScenario(counts, [first, last])] : [];
});

describe("divisions", () => {
  test.each([[[1, 4, 1]], [[2, 2, 3]], [[0, 1]], [[5]]])(
    "of %j are all that there are",
    (counts) => {
      const all = divisions(counts);
      expect(all).toHaveLength(counts.reduce((product, count) => product * (count + 1), 1));
      expect(new Set(all.map(String)).size).toBe(all.length);
      // By brute force over more than can be taken.
      const most = Math.max(...counts);
      const legal = divisions(counts.map(() => most)).filter((each) =>
        each.every((taken, kind) => taken <= (counts[kind] as number)),
      );
      expect(all.map(String).sort()).toEqual(legal.map(String).sort());
    },
  );

  test("conserve things: compatible with the rest, and with nothing else", () => {
    for (const { counts } of scenarios) {
      const all = divisions(counts);
      for (const a of all) {
        expect(all.filter((b) => compatible(a, b, counts))).toEqual([remainder(a, counts)]);
      }
    }
    expect(compatible([-1, 0], [2, 0], [1, 0])).toBe(false);
    expect(compatible([1], [0, 0], [1, 0])).toBe(false);
  });

  test("are written and read", () => {
    for (const division of divisions(scenario.counts)) {
      expect(parseDivision(formatDivision(division))).toEqual(division);
    }
    expect(formatDivision([0, 4, 0])).toBe("item0=0 item1=4 item2=0");
    for (const text of ["", "item0=1 item2=1", "item0=x", "item0=-1", "hat=1"]) {
      expect(() => parseDivision(text)).toThrow(expect.objectContaining({ code: "DATA" }));
    }
  });
});

describe("rewards", () => {
  test("are the values of what a side gets, at most 10, where choices are compatible", () => {
    expect(scenarios.length).toBeGreaterThan(20);
    let agreements = 0;
    for (const { counts, values } of scenarios) {
      const all = divisions(counts);
      for (const a of all) {
        for (const b of all) {
          const { agreed, rewards } = settle({ counts, values }, [a, b]);
          expect(agreed).toBe(a.every((taken, k) => taken + (b[k] as number) === counts[k]));
          if (agreed) agreements++;
          const expected = ([a, b] as const).map((own, side) =>
            agreed
              ? own.reduce((sum, n, k) => sum + n * (values[side as 0 | 1][k] as number), 0)
              : 0,
          );
          expect(rewards).toEqual(expected);
          expect(Math.max(...rewards)).toBeLessThanOrEqual(TOTAL);
          expect(Math.min(...rewards)).toBeGreaterThanOrEqual(0);
        }
      }
      expect(settle({ counts, values }, [counts, counts.map(() => 0)]).rewards).toEqual([10, 0]);
    }
    expect(agreements).toBe(
      scenarios.reduce((sum, { counts }) => sum + divisions(counts).length, 0),
    );
  });

  test("are nothing without an agreement", () => {
    const nothing = { agreed: false, rewards: [0, 0] };
    expect(settle(scenario, [undefined, [1, 4, 1]])).toEqual(nothing);
    expect(settle(scenario, [undefined, undefined])).toEqual(nothing);
    expect(
      settle(scenario, [
        [9, 9, 9],
        [-8, -5, -8],
      ]),
    ).toEqual(nothing);
  });
});

describe("scenarios", () => {
  test("are what two sides are told of them", () => {
    const [own, other] = [goalOf(scenario, 0), goalOf(scenario, 1)];
    expect([own, other]).toEqual([
      [1, 0, 4, 2, 1, 2],
      [1, 4, 4, 1, 1, 2],
    ]);
    expect(scenarioOf(own, other)).toEqual(scenario);
  });

  test.each([
    [
      "things worth 9",
      () =>
        createScenario(
          [1, 4, 1],
          [
            [0, 2, 1],
            [4, 1, 2],
          ],
        ),
    ],
    [
      "a value too few",
      () =>
        createScenario(
          [1, 4, 1],
          [
            [2, 2],
            [4, 1, 2],
          ],
        ),
    ],
    [
      "half a thing",
      () =>
        createScenario(
          [0.5, 1],
          [
            [0, 10],
            [0, 10],
          ],
        ),
    ],
    ["other things", () => scenarioOf([1, 10], [2, 5])],
  ])("are refused with %s", (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: "DATA" }));
  });
});

describe("outcomes", () => {
  test("are read in either form", () => {
    const goal = [1, 4, 4, 1, 1, 2];
    expect(readOutcome("item0=0 item1=4 item2=0 <eos> reward=8 agree 1 4 4 1 1 2")).toEqual({
      kind: "agreement",
      own: [0, 4, 0],
      reward: 8,
      otherGoal: goal,
    });
    const tagged = (output: string) =>
      readOutcome(
        `</dialogue> <output> ${output} </output> <partner_input> 1 4 4 1 1 2 </partner_input>`,
      );
    expect(tagged("item0=0 item1=4 item2=0 item0=1 item1=0 item2=1")).toEqual({
      kind: "agreement",
      own: [0, 4, 0],
      other: [1, 0, 1],
      otherGoal: goal,
    });
    expect(tagged(Array(6).fill("<disagree>").join(" "))).toEqual({
      kind: "disagreement",
      otherGoal: goal,
    });
    expect(readOutcome("disconnect <eos> reward=disconnect agree 1 4 4 1 1 2").kind).toBe(
      "disconnected",
    );
    expect(readOutcome("no agreement <eos> reward=no agreement disagree 1 4 4 1 1 2").kind).toBe(
      "no agreement",
    );
    expect(() => readOutcome("something else")).toThrow(expect.objectContaining({ code: "DATA" }));
  });
});

describe("a negotiation", () => {
  test("takes turns until one side selects", () => {
    let now = begin({ scenario, first: 1 });
    now = say(now, ["give", "me", "hats"]);
    expect([now.next, isOver(now)]).toEqual([0, false]);
    now = say(say(now, ["deal"]), [SELECTION]);
    expect([isSettled(now), isOver(now), now.said.map(({ side }) => side)]).toEqual([
      true,
      true,
      [1, 0, 1],
    ]);
    expect(() => say(now, ["and"])).toThrow(expect.objectContaining({ code: "OPTION" }));
  });

  test("ends at its limit, unsettled", () => {
    const now = say(say(begin({ scenario, first: 0, limit: 2 }), ["a"]), []);
    expect([isOver(now), isSettled(now)]).toEqual([true, false]);
    expect(() => say(now, [SELECTION])).toThrow(expect.objectContaining({ code: "OPTION" }));
    expect(() => begin({ scenario, first: 0, limit: 0 })).toThrow(
      expect.objectContaining({ code: "OPTION" }),
    );
  });

  test("tells a side its own values alone", () => {
    const now = say(begin({ scenario, first: 0 }), ["hello"]);
    expect(viewOf(now, 1, 3)).toEqual({
      index: 3,
      counts: [1, 4, 1],
      goal: [1, 4, 4, 1, 1, 2],
      said: [{ own: false, words: ["hello"] }],
    });
  });
});

/** Says its number of utterances, then selects; takes what a rule says. */
const scripted = (patience: (view: View) => number, choose: (view: View) => Choice): Player => ({
  speak: async (views) =>
    views.map((view) =>
      view.said.filter(({ own }) => own).length >= patience(view) ? [SELECTION] : ["no"],
    ),
  choose: async (views) => views.map(choose),
});

describe("games", () => {
  test("end as their players make them, whatever else is played beside them", async () => {
    const all: Division[] = [...divisions(scenario.counts)];
    const negotiations = all.map((_, i) =>
      begin({ scenario, first: i % 2 === 0 ? 0 : 1, limit: 6 }),
    );
    const player = (side: 0 | 1) =>
      scripted(
        ({ index }) => index % 4,
        ({ index, counts }) =>
          side === 0 ? all[index] : remainder(all[index] as Division, counts),
      );
    const games = await play(negotiations, [player(0), player(1)]);
    games.forEach((game, i) => {
      // Who begins says i mod 4 utterances, each answered, before it selects.
      const length = 2 * (i % 4) + 1;
      expect(game.said).toHaveLength(Math.min(length, 6));
      expect(game.agreed).toBe(length <= 6);
      expect(game.choices === undefined).toBe(length > 6);
      const sides = game.said.map(({ side }) => side);
      expect(sides).toEqual(sides.map((_, t) => (i + t) % 2));
    });
    const { games: count, agreement, score, otherScore } = summarise(games, 0);
    expect(count).toBe(20);
    expect(agreement).toBe(games.filter(({ agreed }) => agreed).length / 20);
    expect(score).toBeLessThanOrEqual(TOTAL);
    expect(summarise(games, 1).score).toBe(otherScore);
    expect(summarise(games.slice(0, 1), 0).scoreError).toBeUndefined(); // one game tells of none
  });

  test("between choosers at random agree as often as chance has it", async () => {
    const rng = createRng(5);
    const all = divisions(scenario.counts);
    const random = scripted(
      () => 0,
      () => all[Math.floor((rng.uniforms(1)[0] as number) * all.length)],
    );
    const rounds = 4000;
    const negotiations = Array.from({ length: rounds }, () => begin({ scenario, first: 0 }));
    const { agreement } = summarise(await play(negotiations, [random, random]), 0);
    const chance = 1 / all.length;
    // Five standard errors: a true statement is refused with probability 5.7·10⁻⁷.
    expect(Math.abs(agreement - chance)).toBeLessThan(
      5 * Math.sqrt((chance * (1 - chance)) / rounds),
    );
  });

  test("tell what was gained, scenario by scenario", async () => {
    const both = [
      scenario,
      createScenario(
        [2, 1, 1],
        [
          [1, 4, 4],
          [3, 2, 2],
        ],
      ),
    ];
    const played = (choice: (view: View) => readonly number[]) =>
      play(
        both.map((each) => begin({ scenario: each, first: 0 })),
        [
          scripted(() => 0, choice),
          scripted(
            () => 0,
            (view) => remainder(choice(view), view.counts),
          ),
        ],
      );
    const [nothing, all] = [
      await played(({ counts }) => counts.map(() => 0)),
      await played(({ counts }) => counts),
    ];
    expect(gain(nothing, all, 0)).toEqual({ points: 10, error: 0 });
    expect(gain(all, nothing, 0).points).toBe(-10);
    expect(gain(all, all, 0)).toEqual({ points: 0, error: 0 });
    expect(gain(all.slice(1), all.slice(1), 0).error).toBeUndefined();
    const uneven = [all[0], nothing[1]] as Game[];
    // Differences 10 and 0: their standard deviation is √50, and that of the mean of two 5.
    expect(gain(nothing, uneven, 0)).toEqual({ points: 5, error: 5 });
    expect(() => gain(all, nothing.slice(1), 0)).toThrow(
      expect.objectContaining({ code: "OPTION" }),
    );
    expect(() => gain(all, all.toReversed(), 0)).toThrow(
      expect.objectContaining({ code: "OPTION" }),
    );
  });

  test("need at least one to be summed up", () => {
    expect(() => summarise([], 0)).toThrow(expect.objectContaining({ code: "OPTION" }));
  });
});
