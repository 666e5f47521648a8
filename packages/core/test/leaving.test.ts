import "@tensorflow/tfjs-backend-cpu";
import { memory, mul, setBackend } from "@tensorflow/tfjs-core";
import {
  adam,
  aggressive,
  chain,
  clipByGlobalNorm,
  decayOnPlateau,
  sgd,
} from "@textvae/optimizers";
import { listCheckpoints, memoryStorage, openRun } from "@textvae/run-format";
import { beforeAll, describe, expect, test } from "vitest";
import {
  assemble,
  createRng,
  elbo,
  type Model,
  type ModelParts,
  type Optimizer,
  type TrainingEvent,
  type TrainOptions,
  train,
} from "../src/index.ts";
import { learnedDecoder, monteCarloKl, toyDataset, toyEncoder, toyPrior } from "./toy.ts";

/*
 * Whoever leaves a training, by whichever door, leaves no tensor but the parameters and a
 * checkpoint of the last whole step, and the same setup run again ends with the bits of a run that
 * nobody left.
 */

beforeAll(async () => {
  await setBackend("cpu");
});

const parts: ModelParts = {
  encoder: toyEncoder,
  prior: toyPrior(0.1, 1),
  decoder: learnedDecoder,
};
const dataset = toyDataset([...createRng(1).stream("data").normals(24)]);
const objective = elbo({ divergence: monteCarloKl });
const optimizer = chain(
  clipByGlobalNorm(5),
  adam({ learningRate: 0.05 }),
  decayOnPlateau({ divide: 1.5, reload: true }),
);

interface Table {
  readonly model: Model;
  readonly disk: ReturnType<typeof memoryStorage>;
  readonly setup: TrainOptions;
}

const lay = async (more: Partial<TrainOptions> = {}): Promise<Table> => {
  const model = assemble(parts, { dataset, seed: 1 });
  const disk = memoryStorage();
  const run = await openRun(disk, { name: "toy" });
  const setup: TrainOptions = {
    ...{ model, objective, optimizer, dataset, run, seed: 1, batchSize: 5 },
    ...{ until: { steps: 8 }, logEvery: 3, evaluateEvery: 4, ...more },
  };
  return { model, disk, setup };
};

const finish = async (setup: TrainOptions): Promise<TrainingEvent[]> => {
  const events: TrainingEvent[] = [];
  for await (const event of train(setup)) events.push(event);
  return events;
};

/** Weights, state of the optimiser and metrics at the end, bit for bit. */
const outcome = ({ disk }: Table): string[] =>
  [...disk.files]
    .filter(([path]) => /00000008|metrics/.test(path))
    .map(([path, bytes]) => `${path} ${[...bytes].join()}`)
    .sort();

type Break = () => void;

/** A setup in which something goes wrong once, when it is asked for the n-th time. */
const DOORS: Record<string, (n: number) => Partial<TrainOptions>> = {
  "an update without a finite gradient": (n) => {
    // The first is that of the rehearsal, which looks at no gradient.
    const once = onceAt(n + 1);
    return withTerms((terms, training) =>
      training && once() ? { ...terms, loss: mul(terms.loss, Number.NaN) } : terms,
    );
  },
  "an exception of the objective": (n) => {
    const fail = failingAt(n);
    return withTerms((terms, training) => {
      if (training) fail();
      return terms;
    });
  },
  "an exception within an evaluation": (n) => {
    const fail = failingAt(n);
    return withTerms((terms, training) => {
      if (!training) fail();
      return terms;
    });
  },
  "an exception of the dataset": (n) => {
    const fail = failingAt(n);
    const epoch: typeof dataset.epoch = (split, options) => {
      const inner = dataset.epoch(split, options);
      return {
        ...inner,
        at: (i) => {
          fail();
          return inner.at(i);
        },
      };
    };
    return { dataset: { ...dataset, epoch } };
  },
};

const onceAt = (n: number) => {
  let asked = 0;
  return () => ++asked === n;
};
const failingAt = (n: number): Break => {
  const once = onceAt(n);
  return () => {
    if (once()) throw new Error("a part failed");
  };
};
const withTerms = (
  change: (
    terms: ReturnType<typeof objective.terms>,
    training: boolean,
  ) => ReturnType<typeof objective.terms>,
): Partial<TrainOptions> => ({
  objective: {
    ...objective,
    terms: (model, batch, context) =>
      change(objective.terms(model, batch, context), context.training),
  },
});

const RULES = { jointly: {}, aggressive: { update: aggressive({ maxUpdates: 2 }) } };

describe.each(Object.entries(RULES))("training %s", (_, rule) => {
  const whole = async () => {
    const table = await lay(rule);
    const events = await finish(table.setup);
    return { table, events, bits: outcome(table) };
  };

  test("left at any event by break, return or throw, it goes on to the same bits", async () => {
    const { table, events, bits } = await whole();
    for (const [n, { kind, step }] of events.slice(0, -1).entries()) {
      // Steps without anything else are all alike.
      if (kind === "step" && step % 3 === 1) continue;
      const left = await lay(rule);
      const leave = async () => {
        let seen = 0;
        for await (const _ of train(left.setup)) {
          if (seen++ < n) continue;
          if (n % 3 === 0) break;
          if (n % 3 === 1) throw new Error("of the body");
          return;
        }
      };
      const tensors = memory().numTensors;
      await leave().catch(({ message }) => expect(message).toBe("of the body"));
      expect(memory().numTensors, `${kind} ${step}`).toBe(tensors);
      expect((await listCheckpoints(left.disk)).at(-1) ?? 0).toBe(step);
      await finish(left.setup);
      expect(outcome(left), `${kind} ${step}`).toEqual(bits);
      left.model.dispose();
    }
    table.model.dispose();
  });

  test.each(Object.entries(DOORS))("left by %s, it goes on to the same bits", async (_, door) => {
    const { table, bits } = await whole();
    for (const n of [1, 7]) {
      const left = await lay({ ...rule, ...door(n) });
      const tensors = memory().numTensors;
      await expect(finish(left.setup)).rejects.toThrow(/a part failed|expected finite numbers/);
      expect(memory().numTensors).toBe(tensors);
      await finish(left.setup);
      expect(outcome(left)).toEqual(bits);
      left.model.dispose();
    }
    table.model.dispose();
  });
});

describe("a step that can't be saved", () => {
  test("half done, leaves the last checkpoint, or the weights of the start", async () => {
    const inner = adam({ learningRate: 0.05 });
    const some = async (checkpointEvery: number) => {
      const failing = failingAt(5);
      const optimizer: Optimizer = {
        ...inner,
        move: (gradients, state, parameters, factors, facts) => {
          const next = inner.move?.(gradients, state, parameters, factors, facts);
          failing();
          return next as never;
        },
      };
      const left = await lay({ optimizer, checkpointEvery });
      const calm = await lay({ optimizer: inner, checkpointEvery });
      const tensors = memory().numTensors;
      await expect(finish(left.setup)).rejects.toThrow("a part failed");
      expect(memory().numTensors).toBe(tensors);
      await finish(left.setup);
      await finish(calm.setup);
      expect(outcome(left)).toEqual(outcome(calm));
      left.model.dispose();
      calm.model.dispose();
    };
    await some(2);
    await some(1000);
  });

  test("on a disk that is full leaves the weights of the start", async () => {
    const { model, disk, setup } = await lay();
    const before = [...model.parameters.values()].map((value) => [...value.dataSync()]);
    const full: TrainOptions = {
      ...setup,
      run: { ...setup.run, save: async () => Promise.reject(new Error("disk full")) },
    };
    await expect(finish(full)).rejects.toThrow("disk full");
    expect([...model.parameters.values()].map((value) => [...value.dataSync()])).toEqual(before);
    expect(await listCheckpoints(disk)).toEqual([]);
    model.dispose();
  });
});

describe("numbers that are not finite", () => {
  test.each([1, 3])(
    "are never saved, at a checkpoint a step or at the end of %i",
    async (steps) => {
      const more = { optimizer: sgd({ learningRate: 1e39 }), until: { steps }, evaluateEvery: 1e9 };
      for (const checkpointEvery of [1, 1e9]) {
        const { model, disk, setup } = await lay({ ...more, checkpointEvery });
        const tensors = memory().numTensors;
        await expect(finish(setup)).rejects.toMatchObject({
          code: "NON_FINITE",
          message: expect.stringMatching(/in the parameter (prior|decoder)\.\w+ at index 0/),
        });
        expect(await listCheckpoints(disk)).toEqual([]);
        expect(memory().numTensors).toBe(tensors);
        model.dispose();
      }
    },
  );

  test("of the optimiser are not saved either", async () => {
    const { model, disk, setup } = await lay();
    const run = setup.run;
    const state = optimizer.init(model.parameters);
    const progress = { step: 1, epoch: 0, index: 1, sinceBest: 0, metricsBytes: 0 };
    const rest = { ...progress, rng: createRng(1).state(), window: {} as never };
    const broken = { ...state, numbers: { ...state.numbers, "2:best": Number.NaN } };
    await expect(run.save(model.parameters, { ...rest, optimizer: broken })).rejects.toThrow(
      /NaN in the optimiser's 2:best/,
    );
    expect(await listCheckpoints(disk)).toEqual([]);
    for (const slot of state.tensors.values()) slot.dispose();
    model.dispose();
  });
});
