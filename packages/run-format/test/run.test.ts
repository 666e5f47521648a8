import "@tensorflow/tfjs-backend-cpu";
import { createHash } from "node:crypto";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import {
  encodeSafetensors,
  listCheckpoints,
  memoryStorage,
  openRun,
  readConfig,
} from "@textvae/run-format";
import { beforeAll, describe, expect, test } from "vitest";
import { toyConfig, toyModel, toyTraining } from "./toy-run.ts";

type Disk = ReturnType<typeof memoryStorage>;

let trained: Disk;
beforeAll(async () => {
  await setBackend("cpu");
  trained = memoryStorage();
  await toyTraining(trained, 40);
});

const copied = (from = trained): Disk => {
  const disk = memoryStorage();
  for (const [path, bytes] of from.files) disk.files.set(path, bytes.slice());
  return disk;
};
const text = (disk: Disk, path: string) => new TextDecoder().decode(disk.files.get(path));
const put = (disk: Disk, path: string, content: string) =>
  disk.files.set(path, new TextEncoder().encode(content));
const damaged = (where: string | RegExp) =>
  expect.objectContaining({ code: "CHECKPOINT", where: expect.stringMatching(where) });

const STATE = "checkpoints/00000040/state.json";

/** The state of step 40 with another content under a seal of its own. */
const reseal = (disk: Disk, change: (state: Record<string, never>) => unknown) => {
  const state = JSON.parse(text(disk, STATE).split("\n")[0] as string);
  const content = JSON.stringify(change(state) ?? state);
  put(disk, STATE, `${content}\n${createHash("sha256").update(content).digest("hex")}\n`);
};

describe("an absent best checkpoint", () => {
  /** A run of 40 steps whose best evaluation was that of step 8. */
  const withoutBest = async () => {
    const disk = copied();
    reseal(disk, (state: Record<string, { best: unknown }>) => {
      (state.progress as { best: unknown }).best = { step: 8, nll: 0 };
    });
    return disk;
  };

  test("is refused wherever its weights are asked for, and by training that goes on", async () => {
    const disk = await withoutBest();
    const model = toyModel();
    const run = await openRun(disk, toyConfig);
    const absent = damaged("^checkpoints/00000008/");
    await expect(run.loadWeights(model.parameters)).rejects.toEqual(absent);
    await expect(toyTraining(disk, 48)).rejects.toEqual(absent);
    expect(await run.loadWeights(model.parameters, "last")).toBe(40);
    model.dispose();
  });

  test.each([40, 48])(
    "the last good one goes on without it to step %i, and says so",
    async (steps) => {
      const disk = await withoutBest();
      const events = await toyTraining(disk, steps, { resume: "last-good" });
      expect(events[0]).toMatchObject({
        step: 40,
        mended: [expect.stringMatching(/^checkpoints\/00000008\/.*got none/)],
      });
      const model = toyModel();
      const run = await openRun(disk, toyConfig);
      expect(await run.loadWeights(model.parameters)).toBe(steps);
      model.dispose();
    },
  );
});

describe("metrics", () => {
  const lines = (disk: Disk) => text(disk, "metrics.jsonl").trimEnd().split("\n");

  const CHANGES: readonly [string, (content: string) => string][] = [
    ["cut short", (content) => content.slice(0, -9)],
    ["emptied", () => ""],
    ["with a line taken out", (content) => content.replace(/^.*\n/, "")],
    ["with a number changed", (content) => content.replace(/"step":3,/, '"step":4,')],
    ["with a line more within", (content) => content.replace("\n", "\nnull\n")],
    ["doubled", (content) => content.repeat(2).slice(1)],
  ];

  test.each(CHANGES)(
    "%s are refused; the last good go on, said and never doubled",
    async (_, change) => {
      const disk = copied();
      put(disk, "metrics.jsonl", change(text(disk, "metrics.jsonl")));
      await expect(toyTraining(disk, 48)).rejects.toEqual(damaged("^metrics.jsonl$"));
      expect(text(disk, "metrics.jsonl")).toBe(change(text(trained, "metrics.jsonl")));

      const events = await toyTraining(disk, 48, { resume: "last-good" });
      expect(events[0]).toMatchObject({ mended: [expect.stringMatching(/^metrics.jsonl: /)] });
      await toyTraining(disk, 56);
      const state = JSON.parse(
        text(disk, "checkpoints/00000056/state.json").split("\n")[0] as string,
      );
      expect(state.progress.metricsBytes).toBe(disk.files.get("metrics.jsonl")?.length);
      const whole = copied();
      await toyTraining(whole, 56);
      expect(lines(disk).slice(-4)).toEqual(lines(whole).slice(-4));
    },
  );

  test("of a run whose checkpoints are gone are not thrown away unasked", async () => {
    const disk = copied();
    await disk.remove("checkpoints");
    await expect(toyTraining(disk, 48)).rejects.toEqual(damaged("^metrics.jsonl$"));
    const events = await toyTraining(disk, 40, { resume: "last-good" });
    expect(events[0]).toMatchObject({ step: 0, mended: [expect.stringMatching(/starts over/)] });
    expect(text(disk, "metrics.jsonl")).toBe(text(trained, "metrics.jsonl"));
  });

  test("of an early run, which recorded only their size, are continued", async () => {
    const disk = copied();
    reseal(disk, ({ metricsCrc: _, ...early }) => early);
    expect((await toyTraining(disk, 41))[0]).toEqual({ kind: "start", step: 40, batches: 7 });
  });
});

test("a checkpoint that a killed process left over is removed when the run goes on", async () => {
  const disk = copied();
  for (const name of ["weights.safetensors", "optimizer.safetensors", "state.json"]) {
    await disk.write(`checkpoints/00000025/${name}`, new Uint8Array(1));
  }
  await toyTraining(disk, 40);
  expect(await listCheckpoints(disk)).toEqual(await listCheckpoints(trained));
});

test("checkpoints of a future that was given up do not outlive the next save", async () => {
  const disk = copied();
  disk.files.set(STATE, new Uint8Array());
  await toyTraining(disk, 37, { resume: "last-good" });
  expect((await listCheckpoints(disk)).at(-1)).toBe(37);
});

describe("a sealed state of wrong content", () => {
  type State = Record<string, never> & {
    progress: Record<string, unknown>;
    optimizer: Record<string, unknown>;
  };
  const set = (path: string, value: unknown) => (state: State) => {
    const keys = path.split(".");
    let place: Record<string, unknown> = state;
    for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
    place[keys.at(-1) as string] = value;
  };
  const WRONG: readonly [string, unknown][] = [
    ...["progress", "optimizer", "hashes", "progress.rng", "progress.window"].flatMap((path) =>
      [undefined, null, [], 1, "x", {}].map((value) => [path, value] as [string, unknown]),
    ),
    ...["step", "epoch", "index", "sinceBest", "metricsBytes", "window.items"].flatMap((field) =>
      [undefined, null, -1.5, "1", {}, true].map(
        (value) => [`progress.${field}`, value] as [string, unknown],
      ),
    ),
    ["progress.index", 8],
    ["progress.epoch", -1],
    ["progress.phase", { index: 1, step: 0, epoch: 0 }],
    ["progress.phase", { index: 0, step: 41, epoch: 0 }],
    ["progress.phase", null],
    ["progress.best", null],
    ["progress.best", { step: 40 }],
    ["progress.evaluationDue", "yes"],
    ["progress.rng", { counter: 0, streams: { posterior: null } }],
    ["optimizer.1:step", undefined],
    ["config", undefined],
    ["hashes", { "weights.safetensors": "x" }],
    ["metricsCrc", "x"],
    ["format", undefined],
    ["format", 2],
  ];

  test("is named, and the last good one falls back", async () => {
    for (const [path, value] of WRONG) {
      const disk = copied();
      reseal(disk, set(path, value) as never);
      const what = `${path}: ${JSON.stringify(value)}`;
      const error = await toyTraining(disk, 41).catch((caught) => caught);
      expect(error, what).toEqual(damaged("^(checkpoints/00000040/|metrics.jsonl)"));
      const [start] = await toyTraining(disk, 35, { resume: "last-good" });
      expect(start?.step, what).toBe(35);
    }
  });

  test.each(["null", "[]", "1", '"x"', "{}", "", "{"])("%j is named", async (content) => {
    const disk = copied();
    put(disk, STATE, `${content}\n${createHash("sha256").update(content).digest("hex")}\n`);
    await expect(toyTraining(disk, 41)).rejects.toEqual(damaged(`^${STATE}$`));
  });

  test("an optimiser of other names or shapes is named", async () => {
    const path = "checkpoints/00000040/optimizer.safetensors";
    const other = encodeSafetensors(
      new Map([["m/x", { dtype: "float32", shape: [1], values: new Float32Array(1) }]]),
    );
    const disk = copied();
    disk.files.set(path, other);
    reseal(
      disk,
      set("hashes", {
        ...JSON.parse(text(disk, STATE).split("\n")[0] as string).hashes,
        "optimizer.safetensors": createHash("sha256").update(other).digest("hex"),
      }) as never,
    );
    const tensors = memory().numTensors;
    await expect(toyTraining(disk, 41)).rejects.toEqual(damaged(`^${STATE}$`));
    expect(memory().numTensors).toBe(tensors);
    expect((await toyTraining(disk, 41, { resume: "last-good" }))[0]?.step).toBe(35);
  });
});

test.each(["null", "[]", "1", '"run"', "{", ""])("%j is no configuration", async (content) => {
  const disk = memoryStorage();
  put(disk, "config.json", content);
  const refused = expect.objectContaining({ code: "CONFIG", where: "config.json" });
  await expect(readConfig(disk)).rejects.toEqual(refused);
  await expect(openRun(disk, toyConfig)).rejects.toEqual(refused);
});

describe("the engine that computes a run", () => {
  const one = { backend: "wasm", kernels: "fused" };
  const other = { backend: "wasm", kernels: "plain" };
  const on = async (disk: Disk, steps: number, engine?: Record<string, string>) => {
    const [start] = await toyTraining(disk, steps, engine && { engine });
    return start?.kind === "start" ? start.continued : undefined;
  };

  test("is recorded, and another one that goes on is told, for good", async () => {
    const disk = memoryStorage();
    expect(await on(disk, 5, one)).toBeUndefined();
    expect(await on(disk, 10, one)).toEqual({ sameBits: true, changed: {} });
    const changed = { kernels: ["fused", "plain"] };
    expect(await on(disk, 15, other)).toEqual({ sameBits: false, changed });
    expect(text(disk, "metrics.jsonl")).toContain(
      `${JSON.stringify({ kind: "engine", step: 10, sameBits: false, changed })}\n`,
    );
    expect(await on(disk, 20, other)).toEqual({ sameBits: false, changed: {} });
    const back = { kernels: ["plain", "fused"] };
    expect(await on(disk, 25, one)).toEqual({ sameBits: false, changed: back });
  });

  test("of a run that recorded none is unknown, and the run goes on", async () => {
    const disk = copied();
    expect(await on(disk, 45, one)).toEqual({ sameBits: "unknown", changed: {} });
    expect(await on(disk, 50, one)).toEqual({ sameBits: "unknown", changed: {} });
    expect(await on(disk, 55)).toBeUndefined();
  });
});
