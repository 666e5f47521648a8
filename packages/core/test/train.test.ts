import "@tensorflow/tfjs-backend-cpu";
import { memory, mul, setBackend, sqrt, type Tensor } from "@tensorflow/tfjs-core";
import { adam, chain, clipByGlobalNorm, decayOnPlateau } from "@textvae/optimizers";
import { listCheckpoints, memoryStorage, openRun } from "@textvae/run-format";
import { beforeAll, describe, expect, test } from "vitest";
import {
  assemble,
  createRng,
  elbo,
  evaluate,
  type ModelParts,
  type Resume,
  type TextvaeError,
  type TrainingEvent,
  type TrainOptions,
  train,
} from "../src/index.ts";
import {
  a,
  evidence,
  monteCarloKl,
  s,
  toyDataset,
  toyDecoder,
  toyEncoder,
  toyPrior,
} from "./toy.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const noise = createRng(1).stream("data").normals(64);
const values = [...noise].map((x) => x * Math.sqrt(a * a + s * s));
const dataset = toyDataset(values);
const objective = elbo({ divergence: monteCarloKl });
const parts: ModelParts = { encoder: toyEncoder, prior: toyPrior(0, 1), decoder: toyDecoder };
const config = { recipe: "toy", seed: 1 };

type Disk = ReturnType<typeof memoryStorage>;
interface Options {
  readonly disk?: Disk;
  readonly steps?: number;
  readonly dieAt?: number;
  readonly resume?: Resume;
  readonly setup?: Partial<TrainOptions>;
}

/** What a process that is killed now leaves on the disk. */
const snapshot = (disk: Disk): Disk => {
  const copy = memoryStorage();
  for (const [path, bytes] of disk.files) copy.files.set(path, bytes);
  return copy;
};

/** Trains on a disk, as one process would; `dieAt` kills it at that step. */
const session = async ({
  disk = memoryStorage(),
  steps = 40,
  dieAt,
  resume,
  setup,
}: Options = {}) => {
  const model = assemble(parts, { dataset, seed: 1 });
  const run = await openRun(disk, { ...config, until: { steps } });
  const events: TrainingEvent[] = [];
  let killed: Disk | undefined;
  const training = train({
    model,
    objective,
    optimizer: chain(
      clipByGlobalNorm(5),
      adam({ learningRate: 0.02 }),
      decayOnPlateau({ divide: 1.5 }),
    ),
    dataset,
    run,
    seed: 1,
    batchSize: 10,
    until: { steps },
    logEvery: 3,
    evaluateEvery: 8,
    checkpointEvery: 5,
    ...(resume && { resume }),
    ...setup,
  });
  for await (const event of training) {
    events.push(event);
    if (event.kind === "step" && event.step === dieAt) killed ??= snapshot(disk);
    if (killed) break;
  }
  model.dispose();
  return { disk: killed ?? disk, events };
};

/** A run that tells of each evaluation it writes down. */
const watched = async (disk: Disk, evaluated: () => void) => {
  const run = await openRun(disk, { ...config, until: { steps: 40 } });
  const log: typeof run.log = (record) => {
    if (record.kind === "evaluation") evaluated();
    return run.log(record);
  };
  return { ...run, log };
};

const last = async (disk: Disk): Promise<string> =>
  `checkpoints/${String((await listCheckpoints(disk)).at(-1)).padStart(8, "0")}`;
const file = (disk: Disk, name: string) => [...(disk.files.get(name) ?? [])];

describe("training", () => {
  test("finds the true posterior and evidence of a linear-Gaussian model", async () => {
    const { events } = await session({ steps: 400 });
    const evaluation = events.findLast((event) => event.kind === "evaluation");
    if (evaluation?.kind !== "evaluation") throw new Error("no evaluation");
    const exact = -values.reduce((sum, x) => sum + evidence(x), 0) / values.length;
    expect(evaluation.evaluation.nll).toBeGreaterThan(exact - 0.05);
    expect(evaluation.evaluation.nll).toBeLessThan(exact + 0.05);
    expect(evaluation.evaluation.estimator.name).toContain("Monte Carlo");
  });

  test("killed at any step and resumed, weights and metrics are equal to the last bit", async () => {
    const whole = await session();
    const folder = await last(whole.disk);
    for (const dieAt of [1, 4, 7, 8, 15, 26, 39]) {
      const { disk } = await session({ dieAt });
      await session({ disk });
      for (const name of ["weights.safetensors", "optimizer.safetensors", "state.json"]) {
        expect(file(disk, `${folder}/${name}`)).toEqual(file(whole.disk, `${folder}/${name}`));
      }
      expect(file(disk, "metrics.jsonl")).toEqual(file(whole.disk, "metrics.jsonl"));
    }
  });

  test("training longer is the same as having trained long at once", async () => {
    const { disk } = await session({ steps: 20 });
    await session({ disk, steps: 40 });
    const whole = await session({ steps: 40 });
    expect(file(disk, "metrics.jsonl")).toEqual(file(whole.disk, "metrics.jsonl"));
    const folder = await last(disk);
    expect(file(disk, `${folder}/weights.safetensors`)).toEqual(
      file(whole.disk, `${folder}/weights.safetensors`),
    );
  });

  test("an abort checkpoints and ends", async () => {
    const stop = new AbortController();
    stop.abort();
    const { events } = await session({ setup: { signal: stop.signal } });
    expect(events.at(-1)).toMatchObject({ kind: "end", reason: "stopped" });
  });

  test("an abort within an evaluation leaves it to the next start, and no bit changes", async () => {
    const whole = await session();
    const folder = await last(whole.disk);
    for (const abortAt of [8, 16, 40]) {
      const stop = new AbortController();
      const within: typeof objective = {
        ...objective,
        terms: (model, batch, context) => {
          // Evaluation has no step; the second of its batches is not asked for any more. What is
          // computed before the first step is no evaluation.
          const evaluates = !context.training && begun;
          if (evaluates && evaluations === abortAt / 8) stop.abort();
          begun ||= !context.training;
          return objective.terms(model, batch, context);
        },
      };
      let [evaluations, begun] = [1, false];
      const disk = memoryStorage();
      const { events } = await session({
        disk,
        setup: {
          evaluation: within,
          signal: stop.signal,
          run: await watched(disk, () => evaluations++),
        },
      });
      expect(events.at(-1)).toMatchObject({ kind: "end", step: abortAt, reason: "stopped" });
      expect(events.filter(({ kind }) => kind === "evaluation")).toHaveLength(abortAt / 8 - 1);
      await session({ disk });
      for (const name of ["weights.safetensors", "optimizer.safetensors", "state.json"]) {
        expect(file(disk, `${folder}/${name}`)).toEqual(file(whole.disk, `${folder}/${name}`));
      }
      expect(file(disk, "metrics.jsonl")).toEqual(file(whole.disk, "metrics.jsonl"));
    }
  });

  test("a signal reaches it between two steps, however fast they are", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const { events } = await session({
      steps: 1_000_000,
      setup: { signal: stop.signal, logEvery: 1e9, evaluateEvery: 1e9, checkpointEvery: 1e9 },
    });
    expect(events.at(-1)).toMatchObject({ kind: "end", reason: "stopped" });
  });

  test("ends on a plateau of evaluations", async () => {
    const { events } = await session({ setup: { until: { sinceBest: 2 }, evaluateEvery: 1 } });
    expect(events.at(-1)).toMatchObject({ kind: "end", reason: "plateau" });
  });

  test("what has ended says so where it starts again, and goes on to a later end", async () => {
    for (const [reason, until] of [
      ["steps", { steps: 20 }],
      ["epochs", { epochs: 2 }],
      ["plateau", { sinceBest: 2 }],
    ] as const) {
      const setup = { until, evaluateEvery: 1 };
      const { disk, events } = await session({ setup });
      expect(events[0]).not.toHaveProperty("over");
      const again = await session({ disk, setup });
      expect(again.events[0]).toMatchObject({ kind: "start", over: reason });
      expect(again.events.map(({ kind }) => kind)).toEqual(["start", "end"]);
      const longer = { ...setup, until: { steps: 500 } };
      expect((await session({ disk, setup: longer })).events[0]).not.toHaveProperty("over");
    }
  });

  test("keeps the last two checkpoints and the best", async () => {
    const { disk, events } = await session({ steps: 80 });
    const best = events.findLast((event) => event.kind === "evaluation" && event.best)?.step;
    const kept = await listCheckpoints(disk);
    expect(kept.slice(-2)).toEqual([75, 80]);
    expect(kept).toContain(best);
    expect(kept.length).toBeLessThanOrEqual(3);
  });

  test("the number of tensors is flat over a thousand steps", async () => {
    const counts = new Set<number>();
    const model = assemble(parts, { dataset, seed: 1 });
    const run = await openRun(memoryStorage(), config);
    const optimizer = chain(clipByGlobalNorm(5), adam({ learningRate: 0.01 }));
    const setup = {
      model,
      objective,
      optimizer,
      dataset,
      run,
      seed: 1,
      batchSize: 10,
      until: { steps: 1000 },
    };
    for await (const event of train(setup))
      if (event.kind === "step") counts.add(memory().numTensors);
    expect(counts.size).toBe(1);
    model.dispose();
  });

  test("sessions leave no tensor behind", async () => {
    const before = memory().numTensors;
    await session();
    expect(memory().numTensors).toBe(before);
  });
});

describe("a damaged checkpoint", () => {
  const FILES = ["weights.safetensors", "optimizer.safetensors", "state.json"];
  const DAMAGE: Record<string, (bytes: Uint8Array, at: number) => Uint8Array> = {
    "cut short": (bytes, at) => bytes.slice(0, at),
    "one bit flipped": (bytes, at) => bytes.map((b, i) => (i === at ? b ^ 4 : b)),
    "replaced by another file": () => new TextEncoder().encode("something else"),
    emptied: () => new Uint8Array(),
  };
  const cases = FILES.flatMap((name) =>
    Object.keys(DAMAGE).map((damage) => [name, damage] as const),
  );

  test.each(cases)("%s %s is named, and the one before it can be used", async (name, damage) => {
    const { disk } = await session();
    const path = `${await last(disk)}/${name}`;
    const bytes = disk.files.get(path) as Uint8Array;
    for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
      disk.files.set(path, (DAMAGE[damage] as (typeof DAMAGE)[string])(bytes, at));
      const error = (await session({ disk }).catch((caught) => caught)) as TextvaeError;
      expect(error.code).toBe("CHECKPOINT");
      expect(error.message).toContain(name);
    }
    const { events } = await session({ disk, resume: "last-good" });
    expect(events[0]).toMatchObject({ kind: "start", step: 35 });
  });

  test.each(FILES)("%s deleted is named", async (name) => {
    const { disk } = await session();
    disk.files.delete(`${await last(disk)}/${name}`);
    await expect(session({ disk })).rejects.toMatchObject({ code: "CHECKPOINT" });
  });

  test("a checkpoint of another run is refused", async () => {
    const { disk } = await session();
    const folder = await last(disk);
    const other = memoryStorage();
    const run = await openRun(other, { ...config, seed: 2 });
    for (const name of FILES)
      await other.write(`${folder}/${name}`, disk.files.get(`${folder}/${name}`) as Uint8Array);
    const model = assemble(parts, { dataset, seed: 1 });
    await expect(run.resume(model.parameters)).rejects.toThrow(/checkpoint of this configuration/);
    model.dispose();
  });

  test("another configuration in the same folder is refused, and says where it differs", async () => {
    const { disk } = await session();
    await expect(openRun(disk, { ...config, seed: 2 })).rejects.toThrow(
      /"seed": 2 where the run has "seed": 1/,
    );
    await expect(openRun(disk, { ...config, noise: 0.5 } as never)).rejects.toThrow(
      /"noise": 0.5 where the run has nothing/,
    );
  });
});

describe("a number that is not finite", () => {
  /** A run of 10 steps goes on with a decoder that is broken at step 12. */
  const goOn = async (breaks: Partial<Record<"z" | "logProb", (x: Tensor) => Tensor>>) => {
    const { disk } = await session({ steps: 10 });
    const broken: ModelParts["decoder"] = {
      ...toyDecoder,
      build: (scope, sizes) => {
        const built = toyDecoder.build(scope, sizes);
        return {
          logProb(batch, z, c) {
            if (c.step !== 12) return built.logProb(batch, z, c);
            const logProb = built.logProb(batch, z && breaks.z ? (breaks.z(z) as typeof z) : z, c);
            return breaks.logProb ? (breaks.logProb(logProb) as typeof logProb) : logProb;
          },
        };
      },
    };
    const model = assemble({ ...parts, decoder: broken }, { dataset, seed: 1 });
    const run = await openRun(disk, { ...config, until: { steps: 20 } });
    const setup = { model, objective, dataset, run, seed: 1, batchSize: 10, until: { steps: 20 } };
    const optimizer = chain(
      clipByGlobalNorm(5),
      adam({ learningRate: 0.02 }),
      decayOnPlateau({ divide: 1.5 }),
    );
    const consume = async () => {
      for await (const _ of train({ ...setup, optimizer }));
    };
    return { disk, model, consume };
  };

  test.each([
    [
      "a term",
      { logProb: (x: Tensor) => mul(x, Number.NaN) },
      /step 12: .*a reconstruction of NaN/,
    ],
    ["a gradient", { z: (z: Tensor) => sqrt(mul(z, 0)) }, /step 12: .*gradient of prior\.weight/],
    ["the norm of gradients", { logProb: (x: Tensor) => mul(x, 1e25) }, /step 12: .*norm is infin/],
  ])(
    "%s stops the step, is told, and leaves parameters and a checkpoint of them",
    async (_, breaks, message) => {
      const { disk, model, consume } = await goOn(breaks);
      await expect(consume()).rejects.toMatchObject({
        code: "NON_FINITE",
        message: expect.stringMatching(message),
      });
      for (const parameter of model.parameters.values()) {
        expect([...parameter.dataSync()].every(Number.isFinite)).toBe(true);
      }
      expect((await listCheckpoints(disk)).at(-1)).toBe(12);
    },
  );
});

test.each(["model", "objective", "optimizer", "dataset", "run", "until"] as const)(
  "a setup without %s is refused by name",
  async (missing) => {
    const model = assemble(parts, { dataset, objective, seed: 1 });
    const run = await openRun(memoryStorage(), config);
    const setup = { model, objective, dataset, run, seed: 1, batchSize: 8, until: { steps: 1 } };
    const without = { ...setup, optimizer: adam({ learningRate: 0.1 }), [missing]: undefined };
    const events = train(without as never);
    await expect(events.next()).rejects.toMatchObject({
      code: "OPTION",
      message: expect.stringContaining(`none as ${missing}`),
    });
    model.dispose();
  },
);

test("an evaluation of a model alone is refused by what is missing", async () => {
  const model = assemble(parts, { dataset, objective, seed: 1 });
  await expect(evaluate(model as never)).rejects.toMatchObject({ code: "OPTION" });
  model.dispose();
});
