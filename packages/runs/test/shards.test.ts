import { cpu } from "@textvae/backend-cpu";
import {
  assemble,
  batchesOfShard,
  evaluate,
  joinShards,
  type Model,
  type ShardScores,
  scoreItems,
  scoreShard,
  summarise,
} from "@textvae/core";
import { iwaeBeside } from "@textvae/objectives";
import { builtins, recipes } from "@textvae/recipes";
import { beforeAll, describe, expect, test } from "vitest";
import {
  encodeItemsShard,
  type ItemShard,
  itemsOf,
  joinItemShards,
  scoreItemsShard,
  type TextScore,
  trainedModel,
} from "../src/index.ts";
import { joinScores, score, scoreSplitShard } from "../src/measures.ts";
import { corpus } from "./trained.ts";

await cpu().start();

const dataset = corpus();
const COUNTS = [1, 2, 7];
const tiny = { hidden: 4, embedding: 4, dim: 3 };

/** As a process sends it to another. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const shardsOf = async <T>(count: number, of: (index: number) => Promise<T>): Promise<T[]> =>
  sent(await Promise.all(Array.from({ length: count }, (_, index) => of(index))));

type Options = Readonly<Record<string, unknown>>;

/** A model with its first weights. */
const made = (recipe: string, options: Options) => {
  const { batchSize: _, ...plan } = (recipes[recipe] as (typeof recipes)[string] & object).create(
    options,
    builtins(),
  );
  const model = assemble(plan.parts, { dataset, objective: plan.objective, seed: 1 });
  return { model, evaluation: plan.evaluation ?? plan.objective };
};

const narrow = { embedding: 4, encoderOptions: { hidden: 4 }, decoderOptions: { hidden: 4 } };
const MODELS: readonly (readonly [string, string, Options])[] = [
  ["exact codes on the sphere", "nvrnn", { ...tiny, prior: "vmf", kappa: 9 }],
  ["Gaussian codes", "nvrnn", { ...tiny, prior: "gaussian" }],
  ["a flow", "vae", { ...narrow, dim: 3, prior: "gaussian", flow: "planar" }],
  ["refined posteriors", "sa-vae", { ...tiny, refinements: 2 }],
  ["categorical codes", "vae", { ...narrow, prior: "categorical" }],
  ["a decoder of convolutions", "cnn-vae", { ...tiny, filters: 3 }],
];

test.each([1, 2, 3, 7])("%d shards have as equal work as batches in their order allow", (count) => {
  const work = Array.from({ length: 40 }, (_, at) => 1 + Math.floor(at / 4));
  const all = work.reduce((sum, one) => sum + one, 0);
  let end = 0;
  for (let index = 0; index < count; index++) {
    const { from, to } = batchesOfShard(work, { index, count });
    expect(from).toBe(end);
    const done = work.slice(from, to).reduce((sum, one) => sum + one, 0);
    expect(Math.abs(done - all / count)).toBeLessThanOrEqual(10);
    end = to;
  }
  expect(end).toBe(work.length);
});

describe.each(MODELS)("of %s", (_, recipe, options) => {
  let model: Model;
  let evaluation: ReturnType<typeof made>["evaluation"];
  beforeAll(() => {
    ({ model, evaluation } = made(recipe, options));
  });

  test.each(["own", "IW-3"])(
    "%s numbers are the same to the last bit in any number of shards",
    async (estimator) => {
      const objective = estimator === "own" ? evaluation : iwaeBeside(evaluation, { samples: 3 });
      const asked = { model, dataset, split: "test", objective, batchSize: 8, seed: 3 } as const;
      const whole = await scoreItems(asked);
      for (const count of COUNTS) {
        const shards = await shardsOf(count, (index) => scoreShard(asked, { index, count }));
        expect(joinShards(shards)).toEqual(whole);
        expect(summarise(joinShards(shards))).toEqual(await evaluate(asked));
      }
    },
  );
});

describe("of a trained model", () => {
  const { model, evaluation: objective } = made("nvrnn", { ...tiny, prior: "vmf", kappa: 9 });
  const trained = trainedModel({ model, dataset, objective, recipe: "nvrnn", seed: 1 });
  const items = itemsOf(dataset, "test");

  test("numbers of a split, those beside them and of each sentence are the same in shards", async () => {
    const asked = { model, dataset, split: "test", objective, samples: 3, seed: 2 } as const;
    const whole = await score(asked);
    const sentences = { samples: 3, seed: 2, batchSize: 5 };
    const scores = await trained.score(items, sentences);
    for (const count of COUNTS) {
      const of = (index: number) => scoreSplitShard(asked, { index, count });
      expect(joinScores(asked, await shardsOf(count, of))).toEqual(whole);
      const some = await shardsOf(count, (index) =>
        scoreItemsShard(trained, items, sentences, { index, count }),
      );
      expect(joinItemShards<TextScore>(some, items.size)).toEqual(scores);
    }
  });

  test.each(["mean", "sample"] as const)(
    "codes, the %s of each, are the same in shards",
    async (mode) => {
      const options = { mode, seed: 4, batchSize: 5 };
      const whole = sent(await trained.encode(items, options));
      for (const count of COUNTS) {
        const shards = await shardsOf(count, (index) =>
          encodeItemsShard(trained, items, options, { index, count }),
        );
        expect(joinItemShards(shards, items.size)).toEqual(whole);
      }
    },
  );

  test("shards that are no whole are refused, and so are draws that depend on decoding", async () => {
    const shards = await shardsOf(3, (index) =>
      scoreItemsShard(trained, items, { batchSize: 5 }, { index, count: 3 }),
    );
    const [a, b, c] = shards as [ItemShard<TextScore>, ItemShard<TextScore>, ItemShard<TextScore>];
    expect(() => joinItemShards([a, b], items.size)).toThrow(/all shards of the items/);
    expect(() => joinItemShards([a, c], items.size)).toThrow(/shard 1: expected to begin where/);
    const asked = { model, dataset, split: "test", objective, batchSize: 5 } as const;
    await expect(scoreShard(asked, { index: 2, count: 2 })).rejects.toThrow(/shard: .*2 of 2/);

    // A decoder that draws.
    const drawing: Model = {
      ...model,
      logLikelihood: (batch, z_BZ, context) => {
        context.rng.uniforms(1);
        return model.logLikelihood(batch, z_BZ, context);
      },
    };
    const drawn = await shardsOf<ShardScores>(2, (index) =>
      scoreShard({ ...asked, model: drawing }, { index, count: 2 }),
    );
    expect(() => joinShards(drawn)).toThrow(expect.objectContaining({ code: "CAPABILITY" }));
  });
});
