import { tensor } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { wasm } from "@textvae/backend-wasm";
import {
  assemble,
  type Batch,
  type Dataset,
  type Experiment,
  evaluate,
  type TextvaeError,
  train,
} from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { dialogue } from "@textvae/dataset-dialogue";
import { text } from "@textvae/dataset-text";
import { memoryStorage, openRun } from "@textvae/run-format";
import { beforeAll, describe, expect, test } from "vitest";
import type { Recipe } from "../src/index.ts";
import { everything, recipes } from "./every.ts";

/*
 * One NaN in each parameter of each recipe, and one infinity in each number of a batch that it
 * reads: a step, an evaluation and a checkpoint tell of it, and none gives a number.
 */

const pairs = "cat\ta b\ndog\tb c\ncat\tc a\ndog\ta c";
const labelled = text({ format: "label-tab", splits: { train: pairs, valid: pairs } });
const lines = "0 1:1 2:2\n1 2:1 3:1\n0 3:3\n1 1:2 3:1";
const documents = bow({ splits: { train: lines, valid: lines }, vocabulary: "a\nb\nc" });
const deal =
  "1 2 2 3 1 2 YOU: a <eos> THEM: b <eos> YOU: <selection> item0=1 item1=2 item2=1 <eos> reward=9 agree 1 4 2 1 1 4";
const other = deal.replace("YOU: a", "YOU: b");
const talk = dialogue({ format: "deal", splits: { train: deal, valid: other } });

const words = { embedding: 2, hidden: 3, batchSize: 4 };
const bags = { hidden: 3, batchSize: 4 };
const told = { ...words, encoderHidden: 3, priorHidden: 3, utteranceHidden: 3, contextHidden: 3 };

/** What makes each recipe tiny, and the data that it reads. */
const TINY: Record<string, readonly [options: object, dataset: Dataset]> = {
  autoencoder: [{ ...words, dim: 2 }, labelled],
  "bernoulli-hash": [{ ...bags, bits: 2, learnedPrior: true }, documents],
  "beta-vae": [{ ...words, dim: 2 }, labelled],
  bmsh: [{ ...bags, bits: 2, components: 2 }, documents],
  "categorical-vae": [{ ...bags, variables: 2, classes: 2 }, documents],
  "cnn-vae": [{ ...words, dim: 2 }, labelled],
  cvae: [{ ...words, dim: 2, encoderHidden: 3, priorHidden: 3, bowHidden: 3 }, labelled],
  cyclical: [{ ...words, dim: 2 }, labelled],
  "free-bits-pretrained": [{ ...words, dim: 2 }, labelled],
  iwae: [{ ...words, dim: 2, samples: 2 }, labelled],
  lagging: [{ ...words, dim: 2, inferenceUpdates: 1 }, labelled],
  "latent-actions": [{ ...told, form: "full", variables: 2, classes: 2, goal: 2 }, talk],
  nvdm: [{ ...bags, dim: 2 }, documents],
  nvrnn: [{ ...words, dim: 2 }, labelled],
  "nvrnn-bow": [{ ...words, dim: 2, bow: 2 }, labelled],
  rnnlm: [words, labelled],
  "sa-vae": [{ ...words, dim: 2, refinements: 1 }, labelled],
  vae: [{ dim: 2 }, labelled],
  vhred: [{ ...told, dim: 2, goal: 2 }, talk],
  wae: [{ ...words, dim: 2 }, labelled],
  "wae-nf": [{ ...words, dim: 2 }, labelled],
  "wae-rnf": [
    {
      ...words,
      dim: 2,
      centres: [
        [0, 1],
        [1, 0],
      ],
    },
    labelled,
  ],
};
const NAMES = Object.keys(TINY);

test("every recipe is here", () => expect(NAMES.sort()).toEqual(Object.keys(recipes).sort()));

/** A tiny model of a recipe, and what two doors say: training and evaluating on some data. */
const seated = (name: string) => {
  const [options, dataset] = TINY[name] as (typeof TINY)[string];
  const plan = (recipes[name] as Recipe).create(options as never, everything()) as Experiment;
  const { objective, evaluation } = plan;
  const model = assemble(plan.parts, { dataset, objective, seed: 1 });
  const refusals = async (on: Dataset): Promise<string[]> => {
    const disk = memoryStorage();
    const run = await openRun(disk, { name });
    const step = async () => {
      const rest = { until: { steps: 1 }, evaluateEvery: 1, logEvery: 1 };
      for await (const event of train({ ...plan, ...rest, model, dataset: on, run, seed: 1 })) {
        if (event.kind !== "start" && event.kind !== "phase") throw new Error(event.kind);
      }
    };
    const score = () => evaluate({ model, objective: evaluation, dataset: on, split: "valid" });
    const said = [await refusalOf(step), await refusalOf(score)];
    expect([...disk.files.keys()]).toEqual(["config.json"]);
    return said;
  };
  return { model, dataset, refusals };
};

const refusalOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    return `a number: ${JSON.stringify(await work())}`;
  } catch (error) {
    const { code, message } = error as TextvaeError;
    return `${code} ${message}`;
  }
};

/** The tensor with one entry of another value, which no other model shares. */
const broken = (values: ArrayLike<number>, value: number): Float32Array => {
  const copy = Float32Array.from(values);
  copy[copy.length >> 1] = value;
  return copy;
};

const FIELDS: readonly string[] = ["counts_BV", "tfidf_BV", "labels_B"];

/** The data with one infinity in a field of each batch. */
const withInfinity = (dataset: Dataset, field: string): Dataset => ({
  ...dataset,
  epoch(split, options) {
    const { length, at } = dataset.epoch(split, options);
    const spoilt = (values: object) => ({
      ...values,
      [field]: broken(values[field as never] as Float32Array, Number.POSITIVE_INFINITY),
    });
    const declared = Object.hasOwn(dataset.fields ?? {}, field);
    return {
      length,
      at(i) {
        const batch = at(i);
        const { fields = {} } = batch;
        return (declared ? { ...batch, fields: spoilt(fields) } : spoilt(batch)) as Batch;
      },
    };
  },
});

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  beforeAll(async () => {
    await { cpu, wasm }[backend as "cpu" | "wasm"]().start();
  });

  test.each(NAMES)("%s tells of one NaN in any parameter, by name", async (name) => {
    const { model, dataset, refusals } = seated(name);
    for (const [parameter, variable] of model.parameters) {
      const values = await variable.data();
      const spoil = (numbers: ArrayLike<number>) => {
        const value = tensor(Float32Array.from(numbers), variable.shape);
        variable.assign(value);
        value.dispose();
      };
      spoil(broken(values, Number.NaN));
      for (const said of await refusals(dataset)) {
        expect(said).toMatch(/^NON_FINITE /);
        expect(said).toContain(`NaN in the parameter ${parameter} at index`);
      }
      spoil(values);
    }
    model.dispose();
  });

  test.each(NAMES)("%s tells of one infinity in any input", async (name) => {
    const { model, dataset, refusals } = seated(name);
    const common = FIELDS.filter((field) => dataset.provides.includes(field));
    for (const field of [...common, ...Object.keys(dataset.fields ?? {})]) {
      for (const said of await refusals(withInfinity(dataset, field))) {
        expect(said).toMatch(new RegExp(`^NON_FINITE .*Infinity in the input ${field} at index`));
      }
    }
    model.dispose();
  });
});
