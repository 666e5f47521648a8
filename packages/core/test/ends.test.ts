import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { autoencoder } from "@textvae/objectives";
import { adam } from "@textvae/optimizers";
import { memoryStorage, openRun } from "@textvae/run-format";
import { cosine, cyclical, linear, sigmoid } from "@textvae/schedules";
import { beforeAll, describe, expect, test } from "vitest";
import {
  assemble,
  createRng,
  elbo,
  evaluate,
  type Phase,
  type Schedule,
  type TrainingEvent,
  type TrainOptions,
  train,
} from "../src/index.ts";
import { a, monteCarloKl, s, toyDataset, toyDecoder, toyEncoder, toyPrior } from "./toy.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const noise = createRng(1).stream("data").normals(64);
const dataset = toyDataset([...noise].map((x) => x * Math.sqrt(a * a + s * s)));
const objective = elbo({ divergence: monteCarloKl });
const parts = { encoder: toyEncoder, prior: toyPrior(0, 1), decoder: toyDecoder };

type Disk = ReturnType<typeof memoryStorage>;

/** Trains in epochs of eight steps, with an evaluation after each. */
const session = async (change: Partial<TrainOptions>, disk: Disk = memoryStorage()) => {
  const model = assemble(parts, { dataset, seed: 1 });
  const run = await openRun(disk, { recipe: "toy" });
  const setup = { model, objective, optimizer: adam({ learningRate: 0.02 }), dataset, run };
  const events: TrainingEvent[] = [];
  const training = train({ ...setup, seed: 1, batchSize: 8, until: { steps: 11 }, ...change });
  for await (const event of training) events.push(event);
  const of = <Kind extends TrainingEvent["kind"]>(kind: Kind) =>
    events.filter((event) => event.kind === kind) as Extract<TrainingEvent, { kind: Kind }>[];
  return { disk, events, of, run, model };
};
const text = (disk: Disk, name: string) =>
  new TextDecoder().decode(disk.files.get(name) as Uint8Array);
const lines = (disk: Disk) =>
  text(disk, "metrics.jsonl")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("a run that ends is evaluated where it ends", () => {
  test("also between two evaluations, and its numbers are of the best of all", async () => {
    const { disk, of, run, model } = await session({});
    expect(of("evaluation").map(({ step }) => step)).toEqual([8, 11]);
    expect(lines(disk).map(({ kind, step }) => [kind, step])).toContainEqual(["evaluation", 11]);
    const [first, last] = of("evaluation").map(({ evaluation }) => evaluation.nll);
    expect(last).toBeLessThan(first as number); // it still learns
    expect(of("evaluation").at(-1)?.best).toBe(true);
    expect(await run.loadWeights(model.parameters)).toBe(11);
    const now = await evaluate({
      model,
      objective,
      dataset,
      split: "valid",
      batchSize: 8,
      seed: 1,
    });
    expect(now.nll).toBe(last);
  });

  test("a worse end leaves the best before it", async () => {
    const optimizer = adam({ learningRate: 0.02 });
    let steps = 0;
    // After the evaluation of step 8 the weights run away.
    const spoiled: typeof optimizer = {
      init: optimizer.init,
      update: (...given) => {
        const rate = steps++ < 8 ? 0.02 : 3;
        return adam({ learningRate: rate }).update(...given);
      },
    };
    const { of, run, model } = await session({ optimizer: spoiled });
    expect(of("evaluation").map(({ best }) => best)).toEqual([true, false]);
    expect(await run.loadWeights(model.parameters)).toBe(8);
    expect(await run.loadWeights(model.parameters, "last")).toBe(11);
  });

  test.each([
    ["an epoch", { until: { epochs: 2 } }, [8, 16]],
    ["an evaluation", { until: { steps: 9 }, evaluateEvery: 3 }, [3, 6, 9]],
    ["neither", { until: { epochs: 1 }, evaluateEvery: 5 }, [5, 8]],
  ])("once, where it ends with %s", async (_, change, steps) => {
    const { of } = await session(change);
    expect(of("evaluation").map(({ step }) => step)).toEqual(steps);
  });

  test("and goes on as if it had not ended there", async () => {
    const whole = await session({ until: { steps: 21 } });
    const { disk } = await session({ until: { steps: 11 } });
    await session({ until: { steps: 21 } }, disk);
    expect([...disk.files.keys()].sort()).toEqual([...whole.disk.files.keys()].sort());
    for (const name of disk.files.keys()) {
      expect(disk.files.get(name), name).toEqual(whole.disk.files.get(name));
    }
  });

  test("and started again changes nothing", async () => {
    const { disk } = await session({});
    const before = new Map(disk.files);
    const tensors = memory().numTensors;
    await session({}, disk);
    expect(memory().numTensors - tensors).toBe(2);
    expect(new Map(disk.files)).toEqual(before);
  });

  test("at the next start where that was interrupted", async () => {
    const whole = await session({});
    const stop = new AbortController();
    let scored = 0;
    const evaluation: typeof objective = {
      ...objective,
      terms: (...given) => {
        // One batch ahead, eight of step 8, and the second of the end.
        if (++scored === 1 + 8 + 2) stop.abort();
        return objective.terms(...given);
      },
    };
    const { disk, events } = await session({ evaluation, signal: stop.signal });
    expect(events.at(-1)).toMatchObject({ kind: "end", reason: "stopped", step: 11 });
    await session({}, disk);
    for (const name of disk.files.keys()) {
      expect(disk.files.get(name), name).toEqual(whole.disk.files.get(name));
    }
  });
});

describe("what is known at the start of the end is said at the start", () => {
  const weighted = (beta: Schedule) => elbo({ divergence: monteCarloKl, beta });
  const noticesOf = async (change: Partial<TrainOptions>) => {
    const { of } = await session(change);
    return of("start")
      .flatMap(({ notices = [] }) => notices)
      .join("\n");
  };
  const phases: readonly Phase[] = [
    { name: "codes", objective: autoencoder(), until: { steps: 3 } },
    { name: "epochs", until: { epochs: 1 } },
    { name: "all", objective: weighted(linear({ from: 0, to: 1, steps: 4 })) },
  ];

  test.each<[string, Partial<TrainOptions>, RegExp]>([
    [
      "a first phase that is the last",
      { phases, until: { steps: 3 } },
      /^the run ends at step 3, in phase "codes": phase "epochs" begins after step 3 and is never reached$/,
    ],
    [
      "a second one",
      { phases, until: { epochs: 1 } },
      /^the run ends at step 8, in phase "epochs": phase "all" begins after step 8/,
    ],
    [
      "annealing within the last phase",
      { phases, until: { steps: 10 } },
      /^the weight of the divergence is 0.5 where phase "all" ends, at step 10: .* step 12, at 1$/,
    ],
    [
      "annealing that goes on",
      { objective: weighted(linear({ from: 0, to: 1, steps: 40_000 })), until: { steps: 5 } },
      /is 0.000125 where the run ends, at step 5: .* step 40000, at 1/,
    ],
    [
      "one that has not begun",
      {
        objective: weighted(linear({ from: 0, to: 0.8, steps: 9, after: 7 })),
        until: { steps: 5 },
      },
      /is 0 where .* step 16, at 0.8/,
    ],
    [
      "half a cosine",
      { objective: weighted(cosine({ from: 0, to: 1, steps: 10 })), until: { steps: 5 } },
      /is 0.5 where .* step 10, at 1/,
    ],
    [
      "a sigmoid",
      { objective: weighted(sigmoid({ middle: 10, slope: 1 })), until: { steps: 5 } },
      /is 0.00669 where .* step 15, at 0.993/,
    ],
    [
      "a cycle",
      { objective: weighted(cyclical({ period: 100 })), until: { steps: 5 } },
      /is 0.1 where .* step 100, /,
    ],
  ])("%s", async (_, change, message) => {
    expect(await noticesOf(change)).toMatch(message);
  });

  test.each<[string, Partial<TrainOptions>]>([
    ["all phases", { phases, until: { steps: 12 } }],
    [
      "the annealing",
      { objective: weighted(linear({ from: 0, to: 1, steps: 5 })), until: { steps: 5 } },
    ],
    [
      "a weight that is constant",
      { objective: weighted(linear({ from: 1, to: 1, steps: 50 })), until: { steps: 5 } },
    ],
  ])("and nothing of a run that reaches %s", async (_, change) => {
    expect(await noticesOf(change)).toBe("");
  });
});
