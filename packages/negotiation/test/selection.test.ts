import { memory, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { assemble, createRng, evaluating, type Model } from "@textvae/core";
import {
  type Dialogue,
  type DialogueDataset,
  dialogue,
  toldBatch,
} from "@textvae/dataset-dialogue";
import { gatherRows } from "@textvae/ops";
import { describe, expect, test } from "vitest";
import { learn } from "../../recipes/test/grammar.ts";
import {
  type Choice,
  divisions,
  formatDivision,
  modelChooser,
  remainder,
  SELECTION,
  selectionAccuracy,
  selectionDataset,
  selectionExperiment,
} from "../src/index.ts";
import { choicesField, choicesOf } from "../src/selection/selection-dataset.ts";
import { UNTOLD } from "../src/self-play/views.ts";

const KINDS = ["book", "hat", "ball"];
const GOALS = ["1 2 2 3 1 2", "1 4 2 1 1 4", "1 0 2 5 1 0", "1 6 2 0 1 4", "1 1 2 4 1 1"];

/** Someone says how many of two hats it takes beside all else, and the other selects; told by either. */
const deals = (count: number, seed: number): string => {
  const u = createRng(seed).uniforms(3 * count);
  const pick = (n: number, i: number) => Math.floor((u[i] as number) * n);
  return Array.from({ length: count }, (_, i) => {
    const [goal, other] = [GOALS[pick(5, 3 * i)], GOALS[pick(5, 3 * i + 1)]];
    const hats = pick(3, 3 * i + 2);
    const said = `i take the book the ball and ${["no hat", "a hat", "two hats"][hats]}`;
    const end = i % 4 < 2 ? "deal" : "deal , no books or balls for me";
    const [one, two, division] =
      i % 2 === 0 ? ["YOU", "THEM", [1, hats, 1]] : ["THEM", "YOU", [0, 2 - hats, 0]];
    return `${goal} ${one}: ${said} <eos> ${two}: ${end} ${SELECTION} ${formatDivision(division as number[])} <eos> reward=0 agree ${other}`;
  }).join("\n");
};
const negotiations: DialogueDataset = dialogue({
  format: "deal",
  turns: 4,
  splits: { train: deals(300, 1), valid: deals(40, 2) },
});
const { dialogues, vocabulary } = negotiations;
const dataset = selectionDataset({ dialogues, vocabulary });
const plan = selectionExperiment({ size: 12, hidden: 8, dropout: 0, learningRate: 0.02 });

const fresh = (): Model => assemble(plan.parts, { dataset, seed: 3 });

/** What each choice of what is there has as its probability, as the model is drawn. */
const probabilities = (model: Model, told: Dialogue, choices: readonly Choice[]): number[] =>
  tidy(() => {
    const context = evaluating(createRng(0));
    const batch = toldBatch([told], { vocabulary, turns: 9 });
    const c_BC = gatherRows(
      model.condition(batch, context) as Tensor2D,
      new Int32Array(choices.length),
    );
    const fields = {
      goal_B6: Int32Array.from(choices.flatMap(() => told.goal ?? [])),
      choice_B3: choicesField(choices),
    };
    const nats = model.logLikelihood({ size: choices.length, fields }, undefined, {
      ...context,
      c_BC,
    });
    return Array.from(nats.dataSync(), Math.exp);
  });

const said = (...words: string[]): Dialogue["utterances"] =>
  words.map((each, i) => ({ speaker: i % 2 === 0 ? 0 : 1, words: each.split(" ") }));
const told: Dialogue = {
  utterances: said("i take the book and two hats", "no a hat and the ball", `deal ${SELECTION}`),
  goal: [1, 4, 3, 2, 2, 0],
};

describe("the model of choices", () => {
  test("shares out all of its probability among no agreement and what is there", () => {
    const model = fresh();
    const choices = choicesOf([1, 3, 2]);
    expect(choices).toHaveLength(1 + 2 * 4 * 3);
    const all = probabilities(model, told, choices);
    expect(all.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
    for (const p of all) expect(p).toBeGreaterThan(0);
    const [more] = probabilities(model, told, [[2, 0, 0]]) as [number];
    expect(more).toBe(0);
    model.dispose();
  });

  test.each([
    [1, 0, 2],
    [2, 0, 1],
  ])("takes kinds as alike: with %d, %d, %d for 0, 1, 2 it says the same", (...places) => {
    const model = fresh();
    const moved = <T>(three: readonly T[]): T[] => places.map((from) => three[from] as T);
    // Who was kind `from` is now another: its words, numbers and values go with it.
    const names = new Map(places.map((from, to) => [KINDS[from], KINDS[to]]));
    const renamed = (word: string): string => {
      const many = word.endsWith("s") && names.has(word.slice(0, -1));
      return many ? `${names.get(word.slice(0, -1))}s` : (names.get(word) ?? word);
    };
    const { utterances, goal = [] } = told;
    const other: Dialogue = {
      utterances: utterances.map((each) => ({ ...each, words: each.words.map(renamed) })),
      goal: moved([goal.slice(0, 2), goal.slice(2, 4), goal.slice(4)]).flat(),
    };
    expect(other.utterances).not.toEqual(told.utterances);
    const choices = divisions([1, 3, 2]);
    const before = probabilities(model, told, choices);
    const after = probabilities(model, other, choices.map(moved));
    for (const [i, p] of before.entries()) expect(after[i]).toBeCloseTo(p, 5);
    model.dispose();
  });

  test("has both sides write down what fits where neither knows its values", async () => {
    const model = fresh();
    const counts = [1, 3, 2];
    const goal = counts.flatMap((count) => [count, UNTOLD]);
    const heardBy = (side: 0 | 1) => ({
      ...{ index: 0, counts, goal },
      said: told.utterances.map(({ speaker, words }) => ({ own: speaker === side, words })),
    });
    const [a, b] = await modelChooser(model).choose([heardBy(0), heardBy(1)]);
    expect(b).toEqual(a && remainder(a, counts));
    // Its own reading alone is the most probable choice of the model.
    const knowing = { ...heardBy(0), goal: told.goal as number[] };
    const [own] = await modelChooser(model, { readings: "own" }).choose([knowing]);
    const choices = choicesOf(counts);
    const all = probabilities(model, told, choices);
    expect(own).toEqual(choices[all.indexOf(Math.max(...all))]);
    model.dispose();
  });

  test("writes down what was said, and only what is there", async () => {
    let accuracy = 0;
    let chosen: readonly Choice[] = [];
    const { before, after, alive } = await learn(plan, 100, dataset, async (model) => {
      const chooser = modelChooser(model);
      const tensors = memory().numTensors;
      accuracy = await selectionAccuracy(chooser, dialogues.valid ?? []);
      const view = { index: 0, counts: [3, 1, 0], goal: [3, 1, 1, 7, 0, 0], said: [] };
      chosen = await chooser.choose([view]);
      expect(memory().numTensors).toBe(tensors);
    });
    expect(after.estimator).toEqual({ name: "exact", bound: true });
    // One of three: log(3) = 1.1 nats, and a third of them, to who can't read.
    expect(before.nll).toBeGreaterThan(1.5);
    expect(after.nll).toBeLessThan(0.5);
    expect(accuracy).toBeGreaterThan(0.9);
    expect(choicesOf([3, 1, 0]).map(String)).toContain(String(chosen[0]));
    expect(alive.size).toBe(1);
  });
});
