import { memory, type Tensor2D, zeros } from "@tensorflow/tfjs-core";
import { dialogueCondition } from "@textvae/condition-dialogue";
import {
  assemble,
  createRng,
  type Dataset,
  type Decoder,
  type Distribution,
  type Experiment,
  type Model,
  type ModelParts,
  type Parameters,
  type Prior,
  train,
} from "@textvae/core";
import { type DialogueDataset, dialogue } from "@textvae/dataset-dialogue";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { tokenEmbedding } from "@textvae/layers";
import { categorical } from "@textvae/prior-categorical";
import { listCheckpoints, memoryStorage, openRun } from "@textvae/run-format";
import { describe, expect, test } from "vitest";
import { registry } from "../../recipes/test/grammar.ts";
import {
  type Chooser,
  formatDivision,
  latentActions,
  latentPolicy,
  playHeldOut,
  policyOptimizer,
  type Scenario,
  SELECTION,
  type SelfPlayEvent,
  scenarioOf,
  scenariosOf,
  selfPlay,
  summarise,
  unconditioned,
} from "../src/index.ts";
import { rehearseGames } from "../src/self-play/rehearse.ts";
import { discounted, noMoments, standardise, withReward } from "../src/self-play/rewards.ts";

const GOALS = ["1 2 2 3 1 2", "1 4 2 1 1 4", "1 0 2 5 1 0", "1 6 2 0 1 4", "1 1 2 4 1 1"];

/** Someone says how many of two hats it takes beside all else, and the other selects. */
const deals = (count: number, seed: number, end: string): string => {
  const u = createRng(seed).uniforms(3 * count);
  const pick = (n: number, i: number) => Math.floor((u[i] as number) * n);
  return Array.from({ length: count }, (_, i) => {
    const [goal, other] = [GOALS[pick(5, 3 * i)], GOALS[pick(5, 3 * i + 1)]];
    const hats = pick(3, 3 * i + 2);
    const said = `i take ${["no hats", "a hat", "two hats"][hats]}`;
    return `${goal} YOU: ${said} <eos> THEM: ${end} ${SELECTION} ${formatDivision([1, hats, 1])} <eos> reward=0 agree ${other}`;
  }).join("\n");
};
const corpus = (train: string, valid: string): DialogueDataset =>
  dialogue({ format: "deal", turns: 4, splits: { train, valid } });
const negotiations = corpus(deals(300, 1, "deal"), deals(60, 2, "deal deal"));

describe("scenarios", () => {
  test("of train are none of those of other splits, from either side", () => {
    const { train, valid, test } = scenariosOf(negotiations.dialogues);
    const keys = (scenarios: readonly Scenario[], mirror = false) =>
      scenarios.map(({ counts, values: [a, b] }) => [counts, mirror ? [b, a] : [a, b]].join("|"));
    const held = new Set([...keys(valid), ...keys(valid, true)]);
    expect(valid.length).toBeGreaterThan(5);
    expect(keys(train).filter((key) => held.has(key))).toEqual([]);
    expect([...train, ...valid].length).toBeLessThanOrEqual(GOALS.length ** 2);
    expect(test).toEqual([]);
  });

  test("need goals and outcomes", () => {
    const plain = dialogue({ splits: { train: "a __eou__ b __eou__" } });
    expect(() => scenariosOf(plain.dialogues)).toThrow(expect.objectContaining({ code: "DATA" }));
  });
});

describe("rewards", () => {
  const rewards = [3, 8, 0, 10, 10, 4];

  test("are standardised by the moments of those before", () => {
    let moments = noMoments;
    for (const [n, reward] of rewards.entries()) {
      const before = rewards.slice(0, n);
      const mean = before.reduce((a, b) => a + b, 0) / n;
      const std = Math.sqrt(before.reduce((sum, r) => sum + (r - mean) ** 2, 0) / n);
      expect(standardise(reward, moments)).toBeCloseTo(n < 2 ? 0 : (reward - mean) / std, 9);
      moments = withReward(moments, reward);
    }
    expect(moments.count).toBe(rewards.length);
  });

  test("are credited the more the later an action is", () => {
    expect(discounted(2, 3, 0.5)).toEqual([0.5, 1, 2]);
    expect(discounted(2, 0, 0.5)).toEqual([]);
  });
});

/** One utterance, for hats or for books as the goal has it, and the end. */
const wishes = (count: number): string =>
  Array.from(
    { length: count },
    (_, i) =>
      `${GOALS[i % 5]} YOU: i want ${i % 5 < 2 ? "hats" : "books"} ${SELECTION} item0=0 item1=0 item2=0 <eos> reward=0 agree ${GOALS[(i * 3) % 5]}`,
  ).join("\n");
const talk = corpus(wishes(60), wishes(10).replaceAll("i want", "we want"));
const numbers = (goal: string) => goal.split(" ").map(Number);
const scenarios = GOALS.map((goal, i) =>
  scenarioOf(numbers(goal), numbers(GOALS[(i + 2) % 5] as string)),
);
/** Who asks for hats gets everything, who asks for something else nothing. */
const generous: Chooser = {
  choose: async (views) =>
    views.map(({ counts, said: [only] }) =>
      counts.map((count) => (only?.own === only?.words.includes("hats") ? count : 0)),
    ),
};

/** Leaves the table when it is to choose for the n-th time. */
const failing = (n: number): Chooser => {
  let asked = 0;
  return {
    choose: async (views) => {
      if (++asked > 2 * n - 2) throw new Error("a player left");
      return generous.choose(views);
    },
  };
};

const tiny = {
  actions: "categorical",
  variables: 2,
  classes: 3,
  embedding: 8,
  hidden: 16,
  dropout: 0,
  priorHidden: 8,
  utteranceHidden: 8,
  contextHidden: 8,
  encoderHidden: 8,
  goal: 3,
  learningRate: 0.02,
  batchSize: 20,
} as const;
const options = { learningRate: 0.5 };

/** Puts each of three actions into words of its own. */
const phrasebook: Decoder = {
  build: (_, { vocabulary }) => ({
    logProb: ({ size }) => zeros([size]),
    generate: async (z_BZ) => {
      const rows = (await (z_BZ as Tensor2D).array()) as number[][];
      return rows.map((z) =>
        [["hats", "books", "i"][z.indexOf(1)] as string, SELECTION].map(vocabulary.id),
      );
    },
  }),
};
const condition = dialogueCondition({ embedding: 4, utterance: 4, hidden: 6, goal: 3 });
const spoken: ModelParts = {
  condition,
  ...latentPolicy(categorical({ variables: 1, classes: 3 }), condition, { hidden: [4] }),
  decoder: unconditioned(phrasebook),
};

/** Two models with the same weights, trained on the dialogues. */
const supervised = async (
  plan: Experiment,
  dataset: Dataset,
  steps: number,
): Promise<[Model, Model]> => {
  const model = () => assemble(plan.parts, { dataset, objective: plan.objective, seed: 1 });
  const [partner, agent] = [model(), model()];
  const run = await openRun(memoryStorage(), { name: "supervised" });
  const setup = { ...plan, model: partner, dataset, run, seed: 1, until: { steps } };
  for await (const _ of train(setup));
  for (const [name, value] of agent.parameters) {
    value.assign(partner.parameters.get(name) as never);
  }
  return [agent, partner];
};

const weightsOf = (parameters: Parameters): Record<string, number[]> =>
  Object.fromEntries([...parameters].map(([name, value]) => [name, [...value.dataSync()]]));

describe("self-play", () => {
  const table = { told: talk.told, chooser: generous, limit: 4, maxLength: 6 };
  const play = async (
    [agent, partner]: readonly [Model, Model],
    {
      updates = 6,
      storage = memoryStorage(),
      stop = Number.POSITIVE_INFINITY,
      games = 4,
      anchor = 0,
    } = {},
  ) => {
    const run = await openRun(storage, { name: "self-play" });
    const abort = new AbortController();
    const events: SelfPlayEvent[] = [];
    const alive = new Set<number>();
    for await (const event of selfPlay({
      ...table,
      agent,
      partner,
      scenarios,
      run,
      seed: 3,
      optimizer: policyOptimizer(options),
      updates,
      games,
      anchor,
      logEvery: 2,
      checkpointEvery: 2,
      signal: abort.signal,
    })) {
      events.push(event);
      if (event.kind === "self-play") {
        alive.add(memory().numTensors);
        if (event.step >= stop) abort.abort();
      }
    }
    const metrics = new TextDecoder().decode(await storage.read("metrics.jsonl"));
    return { events, alive, metrics, storage };
  };
  const plan = (form: "simple" | "full", actions: "categorical" | "gaussian" = "categorical") =>
    latentActions.create({ ...tiny, form, actions, size: 3, beta: 0.1 }, registry);

  test.each([
    ["simple", "categorical"],
    ["full", "categorical"],
    ["simple", "gaussian"],
  ] as const)("moves the policy alone (%s, %s), and leaks nothing", async (form, actions) => {
    const models = await supervised(plan(form, actions), talk, 60);
    const [agent, partner] = models;
    const [before, theirs] = [weightsOf(agent.parameters), weightsOf(partner.parameters)];
    const { alive } = await play(models);
    const after = weightsOf(agent.parameters);
    const moved = Object.keys(before).filter(
      (name) => String(before[name]) !== String(after[name]),
    );
    expect(moved.length).toBeGreaterThan(3);
    expect(moved.filter((name) => !/^(condition|prior)\./.test(name))).toEqual([]);
    // Bit for bit, word vectors that the condition shares among them.
    for (const name of Object.keys(before).filter((name) =>
      /^(decoder|embedding|encoder)/.test(name),
    )) {
      expect(after[name]).toEqual(before[name]);
    }
    expect(weightsOf(partner.parameters)).toEqual(theirs);
    expect(alive.size).toBe(1);
    for (const model of models) model.dispose();
  });

  test.each([0, 0.5])(
    "goes the same way from the same seed, also where it was stopped (anchor %d)",
    async (anchor) => {
      const whole = await supervised(plan("simple"), talk, 60);
      const again = await supervised(plan("simple"), talk, 60);
      const one = await play(whole, { anchor });
      const storage = memoryStorage();
      const first = await play(again, { storage, stop: 2, anchor });
      expect(first.events.at(-1)).toEqual({ kind: "end", step: 2, stopped: true });
      const fresh = await supervised(plan("simple"), talk, 60);
      const second = await play(fresh, { storage, anchor });
      expect(second.events[0]).toEqual({ kind: "start", step: 2 });
      expect(weightsOf(fresh[0].parameters)).toEqual(weightsOf(whole[0].parameters));
      expect(second.metrics).toBe(one.metrics);
      expect(one.alive.size).toBe(1);
      expect(one.events.at(-1)).toEqual({ kind: "end", step: 6, stopped: false });
      for (const model of [...whole, ...again, ...fresh]) model.dispose();
    },
  );

  test("left by any door, leaves a checkpoint and no tensor, and goes on the same way", async () => {
    const make = (): readonly [Model, Model] => [
      assemble(spoken, { dataset: talk, seed: 1 }),
      assemble(spoken, { dataset: talk, seed: 1 }),
    ];
    const whole = make();
    await play(whole);
    const doors: [doing: string, at: number, chooser?: () => Chooser][] = [
      ["a break", 2],
      ["a break", 4],
      ["an exception of a player", 0, () => failing(1)],
      ["an exception of a player", 2, () => failing(4)],
    ];
    for (const [doing, at, chooser] of doors) {
      const [agent, partner] = make();
      const storage = memoryStorage();
      const run = await openRun(storage, { name: "self-play" });
      const rest = { scenarios, seed: 3, optimizer: policyOptimizer(options), updates: 6 };
      const setup = { ...table, ...rest, agent, partner, run, games: 4, logEvery: 2 };
      const tensors = memory().numTensors;
      const leave = async () => {
        const own = chooser ? { chooser: chooser(), checkpointEvery: 2 } : {};
        for await (const event of selfPlay({ ...setup, ...own })) {
          if (!chooser && event.kind === "self-play" && event.step === at) break;
        }
      };
      await leave().catch(({ message }) => expect(message).toBe("a player left"));
      expect(memory().numTensors, doing).toBe(tensors);
      expect((await listCheckpoints(storage)).at(-1) ?? 0, doing).toBe(at);
      await play([agent, partner], { storage });
      expect(weightsOf(agent.parameters), doing).toEqual(weightsOf(whole[0].parameters));
      for (const model of [agent, partner]) model.dispose();
    }
    for (const model of whole) model.dispose();
  });

  test("finds out what pays", async () => {
    const make = () => assemble(spoken, { dataset: talk, seed: 1 });
    const models = [make(), make()] as const;
    const [agent, partner] = models;
    const { events } = await play(models, { updates: 60, games: 6 });
    const rewards = events.flatMap((event) => (event.kind === "self-play" ? [event.reward] : []));
    const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length;
    // Of the games that it begins a third pays at first, and at last all; the others are chance.
    expect(mean(rewards.slice(-8))).toBeGreaterThan(mean(rewards.slice(0, 8)) + 1);
    const last = { ...table, agent, partner, scenarios, seed: 1, actions: "mode" } as const;
    const games = await playHeldOut(last);
    const begun = games.filter((_, i) => i % 2 === 0);
    expect(summarise(begun, 0)).toMatchObject({ score: 10, agreement: 1, turns: 1 });
    for (const { said } of begun) expect(said[0]?.words).toEqual(["hats", SELECTION]);
    for (const model of models) model.dispose();
  });

  test("of a family without a most probable code is refused when it is asked for", async () => {
    const [agent, partner] = await supervised(plan("simple"), talk, 1);
    const blind: Model = {
      ...agent,
      prior: (c_BC?: Tensor2D) => {
        const { mode: _, ...p } = agent.prior(c_BC);
        return p;
      },
    };
    const asked = { ...table, agent: blind, partner, scenarios, seed: 1, actions: "mode" } as const;
    const held = playHeldOut(asked);
    await expect(held).rejects.toThrow(expect.objectContaining({ code: "CAPABILITY" }));
    agent.dispose();
    partner.dispose();
  });
});

describe("before the model of choices is trained", () => {
  const embedding = tokenEmbedding({ size: 3 });
  const condition = dialogueCondition({ embedding, utterance: 2, hidden: 3, goal: 2 });
  const { valid } = scenariosOf(negotiations.dialogues);
  const rehearsed = (prior: Prior, scenarios = valid) => {
    const decoder = unconditioned(lstmDecoder({ embedding, hidden: 3 }));
    const parts = { condition, ...latentPolicy(prior, condition, { hidden: [3] }), decoder };
    const model = assemble(parts, { dataset: negotiations, seed: 1 });
    const { told } = negotiations;
    const asked = { model, told, training: valid, heldOut: scenarios, actions: "mode" } as const;
    return rehearseGames(asked).finally(() => model.dispose());
  };

  test("games are rehearsed, and leave nothing behind", async () => {
    const before = memory().numTensors;
    await rehearsed(categorical({ variables: 2, classes: 2 }));
    expect(memory().numTensors).toBe(before);
  });

  test("a split without scenarios and a code without a mode are refused", async () => {
    const code = categorical({ variables: 2, classes: 2 });
    await expect(rehearsed(code, [])).rejects.toMatchObject({ code: "DATA" });
    const { build } = code;
    const modeless: Prior = {
      ...code,
      build: (...given) => {
        const built = build(...given);
        const without = ({ mode: _, relaxes: __, ...p }: Distribution) => p;
        return { ...built, posterior: (h) => without(built.posterior(h)) };
      },
    };
    await expect(rehearsed(modeless)).rejects.toMatchObject({ code: "CAPABILITY" });
  });
});
