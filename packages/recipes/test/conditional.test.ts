import { tidy } from "@tensorflow/tfjs-core";
import { assemble, createRng, type Dataset, type Experiment, evaluate } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { describe, expect, test } from "vitest";
import { cvae, nvrnn, nvrnnBow, vhred } from "../src/index.ts";
import { dataset, learn, registry, small, startsUniformAndLearns } from "./grammar.ts";

/** Sentences of two classes that differ in all of their words but one. */
const classified = (count: number, seed: number): string => {
  const u = createRng(seed).uniforms(3 * count);
  const words = { cat: ["soft", "purrs", "sleeps"], dog: ["loud", "barks", "runs"] };
  const pick = (from: readonly string[], i: number) => from[Math.floor((u[i] as number) * 3)];
  return Array.from({ length: count }, (_, i) => {
    const label = (u[3 * i] as number) < 0.5 ? "cat" : "dog";
    return `${label}\tthe ${pick(words[label], 3 * i + 1)} ${pick(words[label], 3 * i + 2)}`;
  }).join("\n");
};
const labelled: Dataset = text({
  format: "label-tab",
  splits: { train: classified(400, 1), valid: classified(60, 2) },
});

const tiny = { ...small, dim: 5 };
const conditional = {
  ...tiny,
  encoderHidden: 12,
  priorHidden: 10,
  bowHidden: 10,
  conditionOptions: { size: 4 },
};

describe("nvrnn-bow", () => {
  test.each<[string, () => Experiment]>([
    ["vmf", () => nvrnnBow.create({ ...tiny, kappa: 5, bow: 8 }, registry)],
    [
      "gaussian, inputless",
      () => nvrnnBow.create({ ...tiny, prior: "gaussian", inputless: true, bow: 8 }, registry),
    ],
  ])("%s starts near the uniform model and learns", (_, plan) => startsUniformAndLearns(plan()));

  test("the paper's bag is that of the feed, and its number is no bound", () => {
    const plan = nvrnnBow.create({ ...tiny, protocol: "paper" }, registry);
    expect(plan.parts.condition?.plugin?.options).toMatchObject({ protocol: "paper", size: 200 });
    expect(plan.notes).toHaveLength(2);
  });
});

test("a mixture is no prior that depends on a condition", () => {
  const over = { prior: "mixture", priorOptions: { family: "gaussian" } };
  for (const create of [
    () => cvae.create({ ...conditional, ...over }, registry),
    () => vhred.create(over, registry),
  ]) {
    expect(create).toThrow(
      expect.objectContaining({ code: "CAPABILITY", message: expect.stringContaining("mixture") }),
    );
  }
});

const learnLabelled = (plan: Experiment) => learn(plan, 60, labelled);

describe("told the class", () => {
  test.each<[string, () => Experiment]>([
    ["cvae", () => cvae.create({ ...conditional, annealSteps: 20 }, registry)],
    [
      "cvae, vmf, without the bag-of-words loss",
      () => cvae.create({ ...conditional, prior: "vmf", kappa: 10, bowWeight: 0 }, registry),
    ],
    [
      "cvae, planar flow",
      () => cvae.create({ ...conditional, flow: "planar", annealSteps: 20 }, registry),
    ],
    [
      "nvrnn with a label",
      () => nvrnn.create({ ...tiny, prior: "gaussian", condition: "label" }, registry),
    ],
  ])("%s learns what the class says, and leaks nothing", async (_, plan) => {
    const { before, after, alive } = await learnLabelled(plan());
    expect(alive.size).toBe(1);
    // Given the class, a sentence is 2 log 3 = 2.2 nats; before, four tokens of 9 words.
    expect(before.reconstruction).toBeGreaterThan(8);
    expect(after.nll).toBeLessThan(3.2);
    expect(after.nll).toBeGreaterThan(2.0);
    expect(after.estimator.bound).toBe(true);
  });

  test("codes of the prior network make sentences of the class asked for", async () => {
    const plan = cvae.create({ ...conditional, annealSteps: 20 }, registry);
    let sentences: string[] = [];
    await learn(plan, 80, labelled, async (model) => {
      const labels_B = Int32Array.from({ length: 20 }, (_, i) => i % 2);
      const context = { rng: createRng(3), training: false, step: 0 };
      const c_BC = model.condition({ size: 20, labels_B }, context);
      const z_BZ = model.prior(c_BC).sample(context.rng);
      const strategy = { kind: "greedy" } as const;
      const request = {
        count: 20,
        maxLength: 5,
        strategy,
        rng: context.rng,
        ...(c_BC && { c_BC }),
      };
      const ids = await model.generate(z_BZ, request);
      sentences = ids.map((row) => row.map(labelled.vocabulary.word).join(" "));
    });
    const ofClass = (i: number) => (i % 2 === 0 ? /soft|purrs|sleeps/ : /loud|barks|runs/);
    const right = sentences.filter((sentence, i) => ofClass(i).test(sentence));
    expect(right.length).toBeGreaterThan(17);
  });

  test("the defaults are those of the paper", () => {
    const { parts, batchSize, notes } = cvae.create({}, registry);
    expect(parts.prior).toMatchObject({ size: 200, plugin: { name: "network" } });
    expect(parts.encoder?.features).toBe(650);
    expect(batchSize).toBe(30);
    expect(notes[0]).toContain("conditional on the label");
  });

  test("text without classes is refused", () => {
    const { parts } = cvae.create(conditional, registry);
    expect(() => assemble(parts, { dataset, seed: 1 })).toThrow('provides "labels_B"');
    expect(() => nvrnn.create({ condition: "labels" }, registry)).toThrow(/"label"/);
  });

  const bags = { ...tiny, prior: "gaussian", bowHidden: 10 };
  test.each<[string, (bowWeight: number) => Experiment]>([
    ["cvae", (bowWeight) => cvae.create({ ...conditional, bowWeight }, registry)],
    ["nvrnn", (bowWeight) => nvrnn.create({ ...bags, bowWeight }, registry)],
    ["nvrnn, 3 samples", (bowWeight) => nvrnn.create({ ...bags, bowWeight, samples: 3 }, registry)],
  ])("the bag-of-words loss of %s is in the loss alone", async (_, planned) => {
    const told = async (plan: Experiment) => {
      const { objective, evaluation } = plan;
      const model = assemble(plan.parts, { dataset: labelled, objective, seed: 1 });
      const data = { model, dataset: labelled, split: "valid" } as const;
      const { nll } = await evaluate({ ...data, objective: evaluation });
      const batch = labelled.epoch("valid", { batchSize: 8 }).at(0);
      const loss = tidy(() => {
        const context = { rng: createRng(1), training: true, step: 0 };
        return objective.terms(model, batch, context).loss.dataSync()[0] as number;
      });
      model.dispose();
      return { nll, loss };
    };
    const [without, once, twice] = await Promise.all([0, 1, 2].map((w) => told(planned(w))));
    expect(once?.nll).toBe(without?.nll);
    // The same bag is paid for once and twice: about ln V for each of four words.
    const paid = (once?.loss ?? 0) - (without?.loss ?? 0);
    expect(paid).toBeGreaterThan(4);
    expect(((twice?.loss ?? 0) - (without?.loss ?? 0)) / paid).toBeCloseTo(2, 4);
  });
});
