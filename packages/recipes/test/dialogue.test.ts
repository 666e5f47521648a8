import type { Tensor2D } from "@tensorflow/tfjs-core";
import {
  assemble,
  createRng,
  type Dataset,
  type Experiment,
  type Model,
  type TextBatch,
} from "@textvae/core";
import { type Dialogue, dialogueDataset } from "@textvae/dataset-dialogue";
import { latentActions } from "@textvae/negotiation/latent-actions";
import { buildVocabulary } from "@textvae/text";
import { describe, expect, test } from "vitest";
import { cvae, vhred } from "../src/index.ts";
import { learn, registry, dataset as sentences, small } from "./grammar.ts";

const ANSWERS: Readonly<Record<string, string>> = {
  cats: "they purr softly",
  dogs: "those bark loudly",
  cows: "all moo often",
};

/** Someone names one of three animals, and is told of it. */
const questions = (count: number, seed: number): readonly Dialogue[] =>
  Array.from(createRng(seed).uniforms(count), (u) => {
    const animal = Object.keys(ANSWERS)[Math.floor(u * 3)] as string;
    const answer = ANSWERS[animal] as string;
    return {
      utterances: [
        { speaker: 0, words: [animal] },
        { speaker: 1, words: answer.split(" ") },
      ],
    };
  });
const splits = { train: questions(300, 1), valid: questions(40, 2) };
const dataset: Dataset = dialogueDataset({
  name: "questions",
  vocabulary: buildVocabulary(
    splits.train.flatMap(({ utterances }) => utterances.map(({ words }) => words)),
  ),
  splits,
  turns: 3,
});

const tiny = {
  ...small,
  embedding: 24,
  dim: 1,
  encoderHidden: 8,
  priorHidden: 8,
  annealSteps: 1,
} as const;
const widths = { utteranceHidden: 16, contextHidden: 24 };

/** How many of the 40 answers are decoded from codes of p(z|c) as they were given. */
const rightAnswers = async (model: Model): Promise<number> => {
  const context = { rng: createRng(3), training: false, step: 0 };
  const batch = dataset.epoch("valid", { batchSize: 80 }).at(0);
  const c_BC = model.condition(batch, context) as Tensor2D;
  const ids = await model.generate(model.prior(c_BC).sample(context.rng), {
    count: 80,
    maxLength: 5,
    strategy: { kind: "greedy" },
    rng: context.rng,
    c_BC,
  });
  const { tokens_BT, lengths_B, time } = batch.text as TextBatch;
  const textOf = (words: Iterable<number>) => Array.from(words, dataset.vocabulary.word).join(" ");
  return ids.filter((row, b) => {
    const said = tokens_BT.subarray(b * time, b * time + (lengths_B[b] as number) - 1);
    return textOf(row) === textOf(said) && Object.values(ANSWERS).includes(textOf(said));
  }).length;
};

describe("told what was said before", () => {
  test.each<[string, number, () => Experiment]>([
    ["vhred", 320, () => vhred.create({ ...tiny, ...widths, wordDropout: 0.1 }, registry)],
    [
      "cvae",
      180,
      () =>
        cvae.create(
          {
            ...tiny,
            condition: "dialogue",
            conditionOptions: { embedding: 24, utterance: 16, hidden: 24 },
            bowHidden: 8,
          },
          registry,
        ),
    ],
  ])("%s answers what was asked, and leaks nothing", async (_, steps, plan) => {
    let right = 0;
    const { before, after, alive } = await learn(plan(), steps, dataset, async (model) => {
      right = await rightAnswers(model);
    });
    expect(alive.size).toBe(1);
    expect(before.reconstruction).toBeGreaterThan(6);
    // Half of the utterances name one of three and the others answer: log(3)/2 = 0.55 nats
    // with the context, log(3) = 1.1 for who can't read in it which animal it was.
    expect(after.nll).toBeLessThan(0.9);
    expect(after.nll).toBeGreaterThan(0.5);
    expect(after.estimator.bound).toBe(true);
    expect(right).toBeGreaterThan(35);
  });

  test("latent actions may be categorical, with p(z|c) of the same family", async () => {
    const plan = vhred.create(
      {
        ...tiny,
        ...widths,
        dim: undefined,
        prior: "categorical",
        priorOptions: { variables: 2, classes: 3 },
      },
      registry,
    );
    const { before, after } = await learn(plan, 60, dataset, async (model) => {
      const context = { rng: createRng(3), training: false, step: 0 };
      const batch = dataset.epoch("valid", { batchSize: 80 }).at(0);
      const z_BZ = model.prior(model.condition(batch, context)).sample(context.rng);
      expect(z_BZ.shape).toEqual([80, 6]);
      // One of three classes for each of two variables.
      const codes = [...(await z_BZ.data())];
      expect(codes.every((z) => z === 0 || z === 1)).toBe(true);
      expect(codes.reduce((a, b) => a + b)).toBe(160);
    });
    expect(after.estimator.bound).toBe(true);
    expect(after.nll).toBeLessThan(before.nll - 2);
  });

  test.each([
    ["simple", "categorical"],
    ["simple", "gaussian"],
    ["full", "categorical"],
    ["full", "gaussian"],
  ] as const)("latent actions, %s and %s, answer through the code alone", async (form, actions) => {
    const { dim: _, annealSteps: __, ...shared } = tiny;
    const sizes = { variables: 2, classes: 4, size: 2, priorHidden: 16 };
    const chosen = { ...shared, ...widths, ...sizes, form, actions };
    const plan = latentActions.create(chosen, registry);
    const { before, after, alive } = await learn(plan, 200, dataset);
    expect(alive.size).toBe(1);
    expect(before.nll).toBeGreaterThan(6);
    // Six sentences are as likely as each other, log(6) = 1.79 nats, to who is told nothing.
    expect(after.nll).toBeLessThan(1.3);
    expect(after.estimator).toMatchObject(
      form === "simple"
        ? { name: "−log p(x|z), 1 sample of p(z|c), no ELBO", bound: true }
        : { name: "ELBO, 1 sample, closed form KL", bound: true },
    );
    expect(plan.notes.some((note) => note.includes("no ELBO"))).toBe(form === "simple");
  });

  test("latent actions are as published where nothing is chosen", () => {
    const { parts, objective } = latentActions.create({}, registry);
    expect(parts.prior).toMatchObject({ size: 200, plugin: { name: "policy" } });
    expect(parts.decoder.plugin).toMatchObject({
      name: "unconditioned",
      options: { decoder: { name: "lstm", options: { hidden: 256, dropout: 0.5 } } },
    });
    expect(objective.divergenceName).toBe("KL to p(z)");
    expect(latentActions.create({ form: "full" }, registry).parts.prior?.plugin?.name).toBe(
      "network",
    );
  });

  test("the defaults are those of the paper, and the numbers are named", () => {
    const { parts, until, notes } = vhred.create({}, registry);
    expect(parts.prior).toMatchObject({ size: 100, plugin: { name: "network" } });
    expect(parts.decoder.plugin?.options).toMatchObject({ wordDropout: 0.25 });
    expect(until.sinceBest).toBe(20);
    expect(notes[0]).toContain("p(x|c)");
    expect(vhred.create({ goal: 20 }, registry).parts.condition?.reads).toContain("goal_B6");
  });

  test("sentences that stand alone are refused", () => {
    const { parts } = vhred.create({ ...tiny, ...widths }, registry);
    expect(() => assemble(parts, { dataset: sentences, seed: 1 })).toThrow('provides "context"');
  });
});
