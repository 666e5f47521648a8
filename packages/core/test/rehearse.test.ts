import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { aggressive, sgd } from "@textvae/optimizers";
import { memoryStorage, openRun } from "@textvae/run-format";
import { beforeAll, expect, test } from "vitest";
import {
  assemble,
  type Dataset,
  type Divergence,
  elbo,
  type Flow,
  TextvaeError,
  type TrainOptions,
  train,
} from "../src/index.ts";
import { affineFlow, monteCarloKl, toyDataset, toyDecoder, toyEncoder, toyPrior } from "./toy.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const dataset = toyDataset([0.3, -1.2, 2.5]);
const objective = elbo({ divergence: monteCarloKl });
const refuse = (expected: string): never => {
  throw new TextvaeError("CAPABILITY", "part", { expected, got: "none", hint: "Choose another." });
};
/** A divergence that some batches are too small for. */
const ofPairs: Divergence = {
  ...monteCarloKl,
  between: (q, p, context) => (q.batch < 2 ? refuse("pairs") : monteCarloKl.between(q, p, context)),
};

/** What a training says when it is started, and how many updates it had done by then. */
const begin = async (change: Partial<TrainOptions>, flows: readonly Flow[] = []) => {
  const parts = { encoder: toyEncoder, prior: toyPrior(), flows, decoder: toyDecoder };
  const model = assemble(parts, { dataset, seed: 1 });
  const setup = { model, objective, optimizer: sgd({ learningRate: 0.1 }), dataset, seed: 1 };
  const run = await openRun(memoryStorage(), {});
  let steps = 0;
  try {
    const training = train({ ...setup, run, batchSize: 3, until: { steps: 3 }, ...change });
    for await (const { kind } of training) steps += Number(kind === "step");
  } catch (error) {
    return { steps, refusal: `${(error as TextvaeError).code} ${(error as Error).message}` };
  }
  return { steps, refusal: "none" };
};

const late = { ...objective, terms: () => refuse("parts per dimension") };
const withoutValid: Dataset = {
  ...dataset,
  epoch: (split, options) =>
    split === "train" ? dataset.epoch(split, options) : refuse("a split valid"),
};

test.each<[string, Partial<TrainOptions>, RegExp, (readonly Flow[])?]>([
  [
    "a later phase",
    {
      phases: [
        { name: "first", until: { steps: 2 } },
        { name: "second", objective: late },
      ],
    },
    /CAPABILITY part: expected parts per dimension; got none. Choose another./,
  ],
  ["the evaluation", { evaluation: late }, /parts per dimension/],
  [
    "the evaluation of a later phase",
    {
      phases: [
        { name: "first", until: { steps: 2 } },
        { name: "second", evaluation: late },
      ],
    },
    /parts per dimension/,
  ],
  [
    "a batch of one at the end of an epoch",
    { objective: elbo({ divergence: ofPairs }), batchSize: 2 },
    /expected pairs/,
  ],
  [
    "what an update rule asks for at an evaluation",
    { update: aggressive() },
    /CAPABILITY flowed\.logProb/,
    [affineFlow(2, 1, false)],
  ],
  ["an evaluation without its split", { dataset: withoutValid }, /a split valid/],
])("%s that can't be is refused before the first step", async (_, change, message, flows) => {
  const before = memory().numTensors;
  const { steps, refusal } = await begin(change, flows);
  expect(refusal).toMatch(message);
  expect(steps).toBe(0);
  expect(memory().numTensors - before).toBe(2);
});

test("what can be is trained, and computed ahead once", async () => {
  let asked = 0;
  const counted = {
    ...objective,
    terms: (...given: Parameters<typeof objective.terms>) => {
      asked += Number(!given[2].training);
      return objective.terms(...given);
    },
  };
  const evaluation = { ...counted };
  expect(await begin({ evaluation, until: { epochs: 2 } })).toEqual({ steps: 2, refusal: "none" });
  expect(asked).toBe(3);
});
