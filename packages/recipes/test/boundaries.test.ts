import { cpu } from "@textvae/backend-cpu";
import {
  assemble,
  type Dataset,
  type Experiment,
  evaluate,
  rehearse,
  TextvaeError,
  train,
} from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { type Dialogue, dialogueDataset } from "@textvae/dataset-dialogue";
import { memoryStorage, openRun } from "@textvae/run-format";
import { buildVocabulary, sentenceDataset } from "@textvae/text";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import type { Recipe } from "../src/index.ts";
import { needsOf } from "../src/needs.ts";
import { everything, recipes } from "./every.ts";

beforeAll(() => cpu().start());

/*
 * Every boundary that an option documents (its least and greatest value, each member of an
 * enumeration, true and false), in every recipe: trained for two steps and evaluated, or refused
 * with a code before the first. What agrees is trained together, the rest alone.
 */
type Options = Readonly<Record<string, unknown>>;

const registry = everything();
const text = ["a b", "b c a", "c", "b b a c", "a c"].map((line) => line.split(" "));
const vocabulary = buildVocabulary(text);
const labelled = text.map((words, i) => ({ words, label: i % 2 ? "x" : "y" }));
const dialogues: readonly Dialogue[] = text.map((words, i) => ({
  utterances: [
    { speaker: 0, words },
    { speaker: 1, words: text[(i + 1) % 5] as string[] },
  ],
  goal: [1, 2, 3, 0, 1, 4],
}));
const bags = "0 1:2 2:1\n1 2:1 3:3\n0 1:1 3:1\n1 2:2\n0 3:1 1:1";
const DATA = {
  sentences: sentenceDataset({
    name: "s",
    vocabulary,
    splits: { train: labelled, valid: labelled.slice(0, 2) },
  }),
  dialogues: dialogueDataset({
    name: "d",
    vocabulary,
    splits: { train: dialogues, valid: dialogues.slice(0, 1) },
    turns: 2,
  }),
  documents: bow({ splits: { train: bags, test: bags }, vocabulary: "u\nv\nw", holdOut: 0.3 }),
} as const;
const dataOf = (name: string): Dataset => {
  if (["vhred", "latent-actions"].includes(name)) return DATA.dialogues;
  return /^(nvdm|bmsh|bernoulli-hash|categorical-vae)$/.test(name)
    ? DATA.documents
    : DATA.sentences;
};

/** Values small enough for a blink, where a recipe has the option. */
const SMALL: Options = {
  ...{ dim: 2, bits: 3, variables: 2, classes: 3, embedding: 3, hidden: 4, encoderHidden: 2 },
  ...{ priorHidden: 2, utteranceHidden: 2, contextHidden: 2, decoderHidden: 2, bowHidden: 2 },
  ...{ filters: 2, bow: 2, components: 2, refinements: 2, inferenceUpdates: 2, compareEvery: 1 },
  ...{ flows: 1, batchSize: 3, pretrainEpochs: 0, centres: [[0, 0]], goal: 2 },
  ...{ encoderOptions: { hidden: 4 }, decoderOptions: { hidden: 4 } },
};
/** Values of options that are no number and no enumeration. */
const NAMED: Readonly<Record<string, readonly unknown[]>> = {
  prior: ["vmf", "gaussian", "deterministic", "bernoulli", "categorical", "mixture", "none"],
  flow: ["planar", "curvature", "none"],
  condition: ["label", "bow", "dialogue", "none"],
  priorOptions: [{}, { size: 3 }, { size: 2 }, { kappa: 0 }, { family: "gaussian" }],
  conditionOptions: [{ size: 1 }],
  kappa: [-1, 0, 1e6],
  centres: [[[1, 1]], [[1]]],
};
const TINY = 1e-6;

const boundaries = (name: string, option: z.ZodType): readonly unknown[] => {
  if (NAMED[name]) return NAMED[name];
  const schema = z.toJSONSchema(option, { io: "input", unrepresentable: "any" });
  if (schema.type === "boolean") return [false, true];
  if (schema.enum) return schema.enum;
  const { minimum, maximum, exclusiveMinimum } = schema;
  return [
    ...(minimum === undefined ? [] : [minimum]),
    ...(exclusiveMinimum === undefined
      ? []
      : [(exclusiveMinimum as number) + TINY, (exclusiveMinimum as number) + Number.MIN_VALUE]),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? [] : [maximum]),
    ...(schema.type === "number" && maximum === undefined ? [Number.MAX_VALUE] : []),
  ];
};

/** Trains and scores; what refuses the options must do so before the first step. */
const outcome = async (recipe: Recipe, options: Options): Promise<TextvaeError | undefined> => {
  const dataset = dataOf(recipe.name);
  let plan: Experiment | undefined;
  let model: ReturnType<typeof assemble> | undefined;
  try {
    plan = recipe.create(options, registry);
    model = assemble(plan.parts, { dataset, seed: 1, objective: plan.objective });
    rehearse({ ...plan, model, dataset, seed: 1, until: {} });
  } catch (error) {
    model?.dispose();
    if (error instanceof TextvaeError) return error;
    throw new Error(`${recipe.name} ${JSON.stringify(options)}`, { cause: error });
  }
  try {
    const run = await openRun(memoryStorage(), {});
    const setup = { ...plan, model, dataset, run, seed: 1, until: { steps: 2 } };
    for await (const _ of train(setup));
    const { batchSize, evaluation: objective } = plan;
    const { nll } = await evaluate({ model, objective, dataset, split: "valid", batchSize });
    expect(nll, JSON.stringify(options)).toSatisfy(Number.isFinite);
    return undefined;
  } catch (error) {
    throw new Error(`${recipe.name} ${JSON.stringify(options)}`, { cause: error });
  } finally {
    model.dispose();
  }
};

const overflows = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof TextvaeError &&
  error.cause.code === "NON_FINITE";

/** Takes out what does not agree with the others until they do; what is left. */
const agreeing = async (
  recipe: Recipe,
  base: Options,
  together: Map<string, unknown>,
  take: (option: string, value: unknown) => void,
): Promise<Options> => {
  for (;;) {
    const options = { ...base, ...Object.fromEntries(together) };
    const refused = await outcome(recipe, options);
    const named = refused?.where.split(".").at(1) ?? "";
    const out = [named, ...Object.keys(NAMED), ...together.keys()].find((key) => together.has(key));
    if (!refused || out === undefined) return options;
    take(out, together.get(out));
    together.delete(out);
  }
};

/** What lets an option have an effect. */
const companions = (recipe: Recipe, option: string): Options => {
  const need = needsOf(recipe).find(([name]) => name === option)?.[1];
  if (need?.is) return { [need.option]: need.is[0] };
  if (need?.option === "anneal") return { anneal: "linear" };
  return need?.option === "condition" ? { condition: "label" } : {};
};

test.each(Object.entries(recipes))("%s at every boundary", async (_, recipe) => {
  const shape = recipe.options.shape as Readonly<Record<string, z.ZodType>>;
  const small = Object.entries(SMALL).filter(([key]) => key in shape);
  const base = await agreeing(recipe, {}, new Map(small), () => {});
  expect(await outcome(recipe, base)).toBeUndefined();

  const options = Object.entries(shape).map(
    ([option, schema]) => [option, boundaries(option, schema)] as const,
  );
  const alone: [option: string, value: unknown][] = [];
  const rounds = Math.max(...options.map(([, values]) => values.length));
  for (let round = 0; round < rounds; round++) {
    const together = new Map(
      options.flatMap(([option, values]) =>
        round < values.length ? [[option, values[round]] as const] : [],
      ),
    );
    try {
      await agreeing(recipe, base, together, (...out) => alone.push(out));
    } catch (error) {
      // The greatest values of all options together may overflow where none does by itself.
      if (!overflows(error)) throw error;
      alone.push(...together);
    }
  }
  for (const [option, value] of alone) {
    const needing = needsOf(recipe).filter(([, need]) => need.option === option);
    const without = new Set(needing.map(([key]) => key));
    const rest = Object.fromEntries(Object.entries(base).filter(([key]) => !without.has(key)));
    await outcome(recipe, { ...rest, ...companions(recipe, option), [option]: value });
  }
});
