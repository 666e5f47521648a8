import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { autoencoder } from "@textvae/objectives";
import {
  adam,
  aggressive,
  chain,
  clipByGlobalNorm,
  decayOnPlateau,
  sgd,
} from "@textvae/optimizers";
import { listCheckpoints, memoryStorage, openRun } from "@textvae/run-format";
import { linear } from "@textvae/schedules";
import { beforeAll, describe, expect, test } from "vitest";
import {
  assemble,
  createRng,
  elbo,
  type Phase,
  type TrainingEvent,
  type TrainOptions,
  train,
} from "../src/index.ts";
import { a, learnedDecoder, monteCarloKl, s, toyDataset, toyEncoder, toyPrior } from "./toy.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const noise = createRng(1).stream("data").normals(64);
const values = [...noise].map((x) => x * Math.sqrt(a * a + s * s));
const dataset = toyDataset(values);
const parts = { encoder: toyEncoder, prior: toyPrior(0.1, 0.8), decoder: learnedDecoder };
const objective = elbo({ divergence: monteCarloKl });
const PHASES: readonly Phase[] = [
  { name: "codes", objective: autoencoder(), evaluation: autoencoder(), until: { steps: 13 } },
  {
    name: "decoder",
    trains: ["decoder"],
    optimizer: sgd({ learningRate: 0.1 }),
    until: { epochs: 2 },
  },
  {
    name: "all",
    resets: ["decoder"],
    objective: elbo({ divergence: monteCarloKl, beta: linear({ from: 0, to: 1, steps: 10 }) }),
  },
];

type Disk = ReturnType<typeof memoryStorage>;
interface Options {
  readonly disk?: Disk;
  readonly steps?: number;
  readonly dieAt?: number;
  readonly setup?: Partial<TrainOptions>;
}

/** Trains on a disk as one process would; the weights at each step beside the events. */
const session = async ({ disk = memoryStorage(), steps = 50, dieAt, setup }: Options = {}) => {
  const model = assemble(parts, { dataset, seed: 1 });
  const run = await openRun(disk, { recipe: "toy", until: { steps } });
  const events: TrainingEvent[] = [];
  const weights: Record<string, number>[] = [];
  const training = train({
    model,
    objective,
    optimizer: chain(clipByGlobalNorm(5), adam({ learningRate: 0.05 })),
    phases: PHASES,
    dataset,
    run,
    seed: 1,
    batchSize: 10,
    until: { steps },
    logEvery: 3,
    evaluateEvery: 8,
    checkpointEvery: 5,
    ...setup,
  });
  for await (const event of training) {
    events.push(event);
    const entries = [...model.parameters].map(([name, value]) => [name, value.dataSync()[0]]);
    weights.push(Object.fromEntries(entries));
    if (event.kind === "step" && event.step === dieAt) break;
  }
  model.dispose();
  return { disk, events, weights };
};

const FILES = ["weights.safetensors", "optimizer.safetensors", "state.json"] as const;

/** Everything a run leaves: its metrics and the files of its last checkpoint. */
const remains = async (disk: Disk) => {
  const folder = `checkpoints/${String((await listCheckpoints(disk)).at(-1)).padStart(8, "0")}`;
  const names = ["metrics.jsonl", ...FILES.map((name) => `${folder}/${name}`)];
  return names.map((name) => [name, [...(disk.files.get(name) ?? [])]]);
};

const sameAfterDeath = async (moments: readonly number[], setup: Partial<TrainOptions> = {}) => {
  const whole = await remains((await session({ setup })).disk);
  for (const dieAt of moments) {
    const { disk } = await session({ dieAt, setup });
    await session({ disk, setup });
    expect(await remains(disk)).toEqual(whole);
  }
};

const phaseEvents = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.kind === "phase" ? [[event.step, event.phase]] : []));

describe("phases", () => {
  test("follow each other, and what is told carries their names", async () => {
    const { events } = await session();
    // 7 batches an epoch: "decoder" begins in the second epoch and ends with the third.
    expect(phaseEvents(events)).toEqual([
      [0, "codes"],
      [13, "decoder"],
      [21, "all"],
    ]);
    for (const event of events) {
      if (event.kind !== "train") continue;
      const { step, phase, weight } = event;
      expect(phase).toBe(step <= 13 ? "codes" : step <= 21 ? "decoder" : "all");
      if (phase === "all") expect(weight).toBeCloseTo(Math.min(1, (step - 1 - 21) / 10), 12);
    }
  });

  test("killed at any step, within a phase or between two, a run ends in the same bits", () =>
    sameAfterDeath([12, 13, 14, 21, 22]));

  test("train what they name and nothing else, and reset what they name", async () => {
    const { events, weights } = await session();
    const at = (step: number) =>
      weights[events.findIndex((event) => event.kind === "step" && event.step === step)] ?? {};
    const changed = (from: number, to: number) =>
      Object.keys(at(from)).filter((name) => at(from)[name] !== at(to)[name]);
    expect(changed(14, 21)).toEqual(["decoder.scale"]);
    const begins = weights[events.findIndex((e) => e.kind === "phase" && e.phase === "all")] ?? {};
    expect(begins["prior.weight"]).toBe(at(21)["prior.weight"]);
    expect(begins["decoder.scale"]).not.toBe(at(21)["decoder.scale"]);
    // A first value is drawn anew, from a stream of the phase.
    expect(begins["decoder.scale"]).not.toBe(weights[0]?.["decoder.scale"]);
  });

  test("begin without a best evaluation, and their patience is their own", async () => {
    const phases: Phase[] = [
      { name: "still", optimizer: sgd({ learningRate: 1e-12 }), until: { sinceBest: 2 } },
      { name: "again", optimizer: sgd({ learningRate: 1e-12 }) },
    ];
    const { events } = await session({
      setup: { phases, evaluateEvery: 2, until: { sinceBest: 3 } },
    });
    expect(phaseEvents(events)).toEqual([
      [0, "still"],
      [6, "again"],
    ]);
    const best = events.flatMap((e) => (e.kind === "evaluation" && e.best ? [e.step] : []));
    expect(best).toEqual([2, 8]);
    expect(events.at(-1)).toMatchObject({ kind: "end", step: 14, reason: "plateau" });
  });

  test("without an end, or with prefixes of nothing, are refused", async () => {
    const wrong: readonly Phase[][] = [
      [{ name: "endless" }, { name: "never" }],
      [{ name: "a", trains: ["decodr"] }],
      [{ name: "a", resets: ["decoder", "x"] }],
    ];
    for (const phases of wrong) {
      await expect(session({ setup: { phases } })).rejects.toMatchObject({ code: "OPTION" });
    }
  });

  test("leave no tensor behind", async () => {
    const before = memory().numTensors;
    await session();
    expect(memory().numTensors).toBe(before);
  });
});

describe("decay with reload", () => {
  const wild = (): Partial<TrainOptions> => ({
    phases: [],
    evaluateEvery: 4,
    optimizer: chain(
      clipByGlobalNorm(0.5),
      sgd({ learningRate: 0.4 }),
      decayOnPlateau({ divide: 3, reload: true, maxDecays: 3 }),
    ),
  });

  test("goes on from the best weights, and stops at its last decay", async () => {
    const { events, weights } = await session({ steps: 400, setup: wild() });
    const reloads = events.flatMap((e, i) => (e.kind === "reload" ? [{ ...e, i }] : []));
    expect(reloads).toHaveLength(2);
    for (const { best, i } of reloads) {
      const evaluated = events.findIndex((e) => e.kind === "evaluation" && e.step === best);
      expect(weights[i]).toEqual(weights[evaluated]);
      expect(weights[i]).not.toEqual(weights[i - 1]);
    }
    expect(events.at(-1)).toMatchObject({ kind: "end", reason: "plateau" });
  });

  test("killed at any step it ends in the same bits, and stays ended", async () => {
    const { events } = await session({ steps: 400, setup: wild() });
    const end = events.at(-1)?.step as number;
    const reload = events.find((event) => event.kind === "reload")?.step as number;
    await sameAfterDeath([2, reload, reload + 1, end - 1], { ...wild(), until: { steps: 400 } });
    const { disk } = await session({ steps: 400, setup: wild() });
    const again = await session({ disk, steps: 400, setup: wild() });
    expect(again.events.map(({ kind }) => kind)).toEqual(["start", "end"]);
  });
});

describe("aggressive updates of the inference network", () => {
  const lagging = (options: Parameters<typeof aggressive>[0] = {}): Partial<TrainOptions> => ({
    phases: [],
    update: aggressive({ inference: ["prior"], maxUpdates: 12, compareEvery: 4, ...options }),
  });

  test("fit the posterior to the decoder before each of its steps", async () => {
    const loss = async (setup: Partial<TrainOptions>) => {
      const { events } = await session({ steps: 8, setup });
      const found = events.find((event) => event.kind === "evaluation");
      return found?.kind === "evaluation" ? found.evaluation.nll : Number.NaN;
    };
    expect(await loss(lagging())).toBeLessThan((await loss({ phases: [] })) - 0.02);
  });

  test("tell the mutual information, and end for good when it falls", async () => {
    const { events } = await session({ steps: 160, setup: { ...lagging(), evaluateEvery: 4 } });
    const told = events.flatMap((event) => (event.kind === "evaluation" ? [event.rule] : []));
    let last = Number.NEGATIVE_INFINITY;
    let on = true;
    for (const rule of told) {
      const information = rule?.mutualInformation as number;
      if (on) on = information >= last;
      expect(rule?.aggressive).toBe(Number(on));
      last = information;
    }
    expect(on).toBe(false);
  });

  test("while it lasts, the decoder's optimiser has counted its own steps alone", async () => {
    const { disk } = await session({ steps: 5, setup: lagging() });
    const state = new TextDecoder().decode(disk.files.get("checkpoints/00000005/state.json"));
    const { optimizer } = JSON.parse(state.split("\n")[0] as string);
    expect(optimizer["optimizer:rest:1:step"]).toBe(5);
    expect(optimizer["optimizer:under:1:step"]).toBeGreaterThan(5 * 4);
    expect(optimizer["rule:aggressive"]).toBe(1);
  });

  test("killed at any step it ends in the same bits", () =>
    sameAfterDeath([2, 9], { ...lagging(), evaluateEvery: 4, until: { steps: 24 } }));

  test("refuse to be none", () => {
    expect(() => aggressive({ maxUpdates: 0 })).toThrowError(
      expect.objectContaining({ code: "OPTION" }),
    );
  });
});
