import { cpu } from "@textvae/backend-cpu";
import {
  assemble,
  createRegistry,
  definePlugin,
  recordOf,
  TextvaeError,
  type Tokenizer,
  train,
} from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { builtins, nvrnn } from "@textvae/recipes";
import { listCheckpoints, memoryStorage, openRun } from "@textvae/run-format";
import { openTrained } from "@textvae/runs";
import { createVocabulary } from "@textvae/text";
import * as v from "valibot";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { heldOut } from "../src/held-out.ts";
import { type Setup, trainInWorker } from "../src/index.ts";
import { type Means, serveTrainer } from "../src/serve.ts";

/* Both ends of a channel in one thread; test/tab.test.ts has them in a page and its worker. */

const lines = Array.from({ length: 30 }, (_, i) => `the ${i % 2 ? "cat" : "dog"} saw w${i % 7}`);
const options = { dim: 3, embedding: 4, hidden: 6, batchSize: 5, optimizer: "adam" };
const setup = {
  recipe: "nvrnn",
  options,
  text: lines.join("\n"),
  until: { steps: 12 },
  evaluateEvery: 6,
  logEvery: 2,
} as const satisfies Setup;

let ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports) port.close();
  ports = [];
});

/** A worker that answers at a port, with its disks. */
const served = (means: Means = {}) => {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const disks = new Map<string, ReturnType<typeof memoryStorage>>();
  const storage = (run: string) => {
    if (!disks.has(run)) disks.set(run, memoryStorage());
    return disks.get(run) as ReturnType<typeof memoryStorage>;
  };
  serveTrainer({ backend: () => cpu(), storage, ...means }, port2);
  return { port: port1, disk: (run = "run") => storage(run) };
};

const kindsOf = async (events: AsyncIterable<{ readonly kind: string }>): Promise<string[]> => {
  const kinds: string[] = [];
  for await (const { kind } of events) kinds.push(kind);
  return kinds;
};

const content = (disk: ReturnType<typeof memoryStorage>, path: string) =>
  Buffer.from(disk.files.get(path) ?? []).toString("base64");

const SAVED = ["weights.safetensors", "optimizer.safetensors"].map(
  (name) => `checkpoints/00000012/${name}`,
);

/** What `train` writes of the same setup, without a worker. */
let alone: ReturnType<typeof memoryStorage>;
beforeAll(async () => {
  await cpu().start();
  alone = memoryStorage();
  const plan = nvrnn.create(options as never, builtins());
  const dataset = text({ splits: heldOut(setup.text) });
  const model = assemble(plan.parts, { dataset, seed: 1, objective: plan.objective });
  const run = await openRun(alone, { name: "alone" });
  const { until, evaluateEvery, logEvery } = setup;
  const all = { ...plan, model, dataset, run, seed: 1, until, evaluateEvery, logEvery };
  for await (const _ of train(all));
  model.dispose();
});

/** The letters a to z and a space. */
const letters = definePlugin({
  kind: "tokenizer",
  name: "letters",
  version: "1.0.0",
  description: "Letters",
  options: v.strictObject({}),
  create: (): Tokenizer => {
    const names = [..."abcdefghijklmnopqrstuvwxyz0123456789 "];
    const vocabulary = createVocabulary(["<eos>", "<unk>", ...names], { eos: 0, unk: 1 });
    return {
      vocabulary,
      encode: (text) => Array.from(text, vocabulary.id),
      decode: (ids) => ids.map((id) => (id > 1 ? vocabulary.word(id) : "")).join(""),
    };
  },
});

describe("a training behind messages", () => {
  test("finds ids by a tokenizer of the worker's registry", async () => {
    const { port } = served({ registry: builtins().use(letters) });
    const trainer = trainInWorker(port, {
      ...setup,
      tokenizer: { name: "letters" },
      until: { steps: 2 },
    });
    await kindsOf(trainer.events);
    expect((await trainer.sample(1))[0]).toMatch(/^[a-z0-9 ]*$/);
    const wrong = trainInWorker(port, { ...setup, tokenizer: { name: "leters" } });
    await expect(kindsOf(wrong.events)).rejects.toThrow(/leters/);
  });

  test("tells the events of train and has its bits", async () => {
    const { port, disk } = served();
    const kinds = await kindsOf(trainInWorker(port, setup).events);
    expect(kinds[0]).toBe("start");
    expect(kinds.at(-1)).toBe("end");
    expect(kinds.filter((kind) => kind === "step")).toHaveLength(12);
    for (const path of [...SAVED, "metrics.jsonl"]) {
      expect(content(disk(), path), path).toBe(content(alone, path));
      expect(content(alone, path)).not.toBe("");
    }
  });

  test("has the same bits where it is paused and asked for samples meanwhile", async () => {
    const { port, disk } = served();
    const trainer = trainInWorker(port, setup);
    let sampled: string[] = [];
    let after = 0;
    for await (const event of trainer.events) {
      if (event.kind === "start") {
        await trainer.pause();
        sampled = await trainer.sample(2);
        expect(await trainer.sample(2)).toEqual(sampled);
        expect(await trainer.sample(2, { seed: 5 })).not.toEqual(sampled);
        after = (await trainer.bundle())["weights.safetensors"]?.length ?? 0;
        await trainer.resume();
      }
    }
    expect(sampled).toHaveLength(2);
    expect(after).toBeGreaterThan(0);
    for (const path of SAVED) expect(content(disk(), path)).toBe(content(alone, path));
  });

  test("stands still while it is paused, and can be stopped there", async () => {
    const { port, disk } = served();
    const trainer = trainInWorker(port, { ...setup, logEvery: 1, until: { steps: 500 } });
    const kinds: string[] = [];
    while (kinds.at(-1) !== "step") kinds.push((await trainer.events.next()).value.kind);
    await trainer.pause();
    await trainer.sample(1); // from here on it waits
    const before = content(disk(), "metrics.jsonl");
    for (const seed of [1, 2, 3]) await trainer.sample(1, { seed });
    expect(content(disk(), "metrics.jsonl")).toBe(before);
    await trainer.stop();
    kinds.push(...(await kindsOf(trainer.events)));
    expect(kinds.slice(-2)).toEqual(["checkpoint", "end"]);
    const steps = kinds.filter((kind) => kind === "step").length;
    expect(steps).toBeLessThan(500);
    expect(await listCheckpoints(disk())).toEqual([steps]);
  });

  test("goes on from where the loop was left, to the same bits", async () => {
    const { port, disk } = served();
    for await (const event of trainInWorker(port, setup).events) {
      if (event.kind === "step" && event.step === 5) break;
    }
    expect((await listCheckpoints(disk())).at(-1)).toBeGreaterThanOrEqual(5);
    await kindsOf(trainInWorker(port, setup).events);
    for (const path of [...SAVED, "metrics.jsonl"]) {
      expect(content(disk(), path), path).toBe(content(alone, path));
    }
  });

  test("takes the record of an experiment in the place of a recipe", async () => {
    const { port, disk } = served();
    const { recipe: _, options: __, ...rest } = setup;
    const experiment = recordOf(nvrnn.create(options as never, builtins()));
    await kindsOf(trainInWorker(port, { ...rest, experiment }).events);
    for (const path of SAVED) expect(content(disk(), path)).toBe(content(alone, path));
  });

  test("leaves a run and a bundle that open", async () => {
    const { port, disk } = served();
    const trainer = trainInWorker(port, { ...setup, reading: { lowercase: true } });
    await kindsOf(trainer.events);
    const files = await trainer.bundle();
    const bundle = memoryStorage();
    for (const [name, bytes] of Object.entries(files)) await bundle.write(name, bytes);
    const [fromRun, fromBundle] = [
      await openTrained(disk(), builtins()),
      await openTrained(bundle, builtins()),
    ];
    const sentences = await trainer.sample(3);
    expect(await fromRun.sample(3)).toEqual(sentences);
    expect(await fromBundle.sample(3)).toEqual(sentences);
    expect(fromBundle.facts.step).toBe(fromRun.facts.step);
    expect(fromBundle.facts.data.options).toEqual({ lowercase: true });
    fromRun.dispose();
    fromBundle.dispose();
  });
});

describe("an error crosses the border with code, place and hint", () => {
  const failing = async (given: unknown, means?: Means) => {
    const trainer = trainInWorker(served(means).port, given as Setup);
    const error = await kindsOf(trainer.events).then(
      () => undefined,
      (thrown) => thrown,
    );
    await expect(trainer.sample(1)).rejects.toMatchObject({ code: error.code });
    return error as TextvaeError;
  };

  test.each<[what: string, given: object, code: string, where: string | RegExp]>([
    ["an unknown recipe", { ...setup, recipe: "nvrn" }, "PLUGIN", /nvrn/],
    ["a misspelt key", { ...setup, sead: 1 }, "OPTION", /sead.*seed/],
    ["a number that is none", { ...setup, until: { steps: 0.5 } }, "OPTION", "setup.until.steps"],
    ["a misspelt option", { ...setup, options: { hiden: 3 } }, "OPTION", /hiden/],
    ["text of one line", { ...setup, text: "one line" }, "SPLIT", "setup.text"],
    ["no text for validation", { ...setup, text: { train: "a b" } }, "SPLIT", /text/],
    ["no recipe", { text: setup.text }, "OPTION", "setup.recipe"],
    ["a function", { ...setup, options: { dim: () => 3 } }, "OPTION", "setup"],
    ["nothing", {}, "OPTION", "setup.text"],
  ])("%s", async (_, given, code, where) => {
    const error = await failing(given);
    expect(error).toBeInstanceOf(TextvaeError);
    expect(error).toMatchObject({ code });
    expect(`${error.where} ${error.message}`).toMatch(where);
    expect(error.details.expected).not.toBe("");
  });

  test("a storage that refuses, which is told as it was thrown, with its cause", async () => {
    const full = new TextvaeError("STORAGE", "config.json", {
      expected: "room",
      got: "none",
      hint: "Make some.",
      cause: new RangeError("quota"),
    });
    const error = await failing(setup, { storage: () => Promise.reject(full) });
    expect(error).toMatchObject({ code: "STORAGE", where: "config.json" });
    expect(error.details).toMatchObject({ ...full.details, cause: { name: "RangeError" } });
    expect(error.message).toBe(full.message);
  });

  test("what breaks in the middle of a training, after the events before it", async () => {
    const disk = memoryStorage();
    const append = async () => {
      throw new TextvaeError("STORAGE", "metrics.jsonl", { expected: "room", got: "none" });
    };
    const { port } = served({ storage: () => ({ ...disk, append }) });
    const kinds: string[] = [];
    const reading = (async () => {
      for await (const { kind } of trainInWorker(port, setup).events) kinds.push(kind);
    })();
    await expect(reading).rejects.toMatchObject({ code: "STORAGE", where: "metrics.jsonl" });
    expect(kinds).toContain("step");
  });

  test("a worker that trains already", async () => {
    const { port } = served();
    const first = trainInWorker(port, setup);
    await first.pause();
    await expect(kindsOf(trainInWorker(port, setup).events)).rejects.toMatchObject({
      code: "LOCKED",
      details: { hint: expect.stringContaining("Stop it first") },
    });
    await first.stop();
  });

  test("a registry without the plugin", async () => {
    const error = await failing(setup, { registry: createRegistry() });
    expect(error.code).toBe("PLUGIN");
  });
});

test("a run is unlocked however its training ends", async () => {
  let locked = 0;
  const lock = async () => {
    locked++;
    return async () => {
      locked--;
    };
  };
  const { port } = served({ lock });
  const trainer = trainInWorker(port, setup);
  await trainer.pause();
  expect(locked).toBe(1);
  await trainer.stop();
  expect(locked).toBe(0);
  const broken = served({ lock, storage: () => Promise.reject(new Error("none")) });
  await expect(kindsOf(trainInWorker(broken.port, setup).events)).rejects.toThrow("none");
  expect(locked).toBe(0);
});

test("one line of ten is held out, and one of fewer", () => {
  expect(heldOut("a\n\nb\n c\n")).toEqual({ train: "a\nb", valid: " c" });
  const { train, valid } = heldOut(lines.join("\n"));
  expect(valid.split("\n")).toEqual([lines[9], lines[19], lines[29]]);
  expect(train.split("\n")).toHaveLength(27);
});
