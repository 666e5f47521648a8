import {
  batchesOfShard,
  createRng,
  type Draws,
  type Model,
  requireContinuous,
  type Shard,
  TextvaeError,
  workOf,
} from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";
import { eachBatch, type Point, pointsOf } from "./codes.ts";
import type { ItemShard } from "./item-shard.ts";
import { requireMembers } from "./require-members.ts";
import { type ScoreOptions, scoreTextShard, type TextScore } from "./score.ts";
import { batchesOf, type Items } from "./texts.ts";
import type { EncodeOptions, TrainedModel } from "./trained-model.ts";

/**
 * What one of several shards of `score` finds. All of them joined are what one call finds, to the last bit.
 *
 * @example
 * const shard = await scoreItemsShard(trained, itemsOf(dataset, "test"), { samples: 500 }, { index: 0, count: 2 });
 */
export const scoreItemsShard = async (
  trained: TrainedModel,
  items: Items,
  options: ScoreOptions,
  shard: Shard,
): Promise<ItemShard<TextScore>> => {
  requireAsked("scoreItemsShard", trained, items, options, shard);
  return scoreTextShard(trained.model, trained.evaluation(), items, options, shard);
};

/** What one of several shards of `encode` finds. All of them joined are what one call finds. */
export const encodeItemsShard = async (
  trained: TrainedModel,
  items: Items,
  options: EncodeOptions,
  shard: Shard,
): Promise<ItemShard<Point>> => {
  requireAsked("encodeItemsShard", trained, items, options, shard);
  return pointShard(trained.model, items, options, shard);
};

const requireAsked = (
  where: string,
  trained: TrainedModel,
  items: Items,
  options: object,
  shard: Shard,
): void => {
  requireMembers(where, trained, "a trained model", "evaluation", "encode");
  requireMembers(where, items, "items", "batch");
  namedOptions(`${where}, options`, options);
  namedOptions(`${where}, shard`, shard);
};

/**
 * The points of one of several shards of items. What the batches before would have drawn is drawn and thrown
 * away, which takes as long as encoding them, and is nothing where no code is drawn.
 */
const pointShard = async (
  model: Model,
  items: Items,
  { mode = "mean", seed = 0, batchSize = 64, ...batched }: EncodeOptions,
  shard: Shard,
): Promise<ItemShard<Point>> => {
  const rng = createRng(seed).stream("encode");
  const batches = batchesOf(items, batchSize);
  const work = batches.map((rows) => workOf(items.batch(rows)));
  const { from, to } = batchesOfShard(work, shard);
  for (const rows of batches.slice(0, from)) {
    const [point] = await pointsOf(model, items.batch(rows), rng, mode);
    if (point?.of !== "sample") break;
  }
  const before = rng.state();
  const [rows, found]: [number[], Point[]] = [[], []];
  await eachBatch(batches.slice(from, to), batched, async (batch) => {
    rows.push(...batch);
    found.push(...(await pointsOf(model, items.batch(batch), rng, mode)));
  });
  return { rows, found, draws: [{ before, after: rng.state() }] };
};

/**
 * What all shards found, in the order of the items.
 *
 * @throws {TextvaeError} `CAPABILITY` where a shard did not begin where the one before ended, `OPTION` where one is
 * missing.
 */
export const joinItemShards = <T>(shards: readonly ItemShard<T>[], size: number): T[] => {
  if (!Array.isArray(shards) || !shards.every((shard) => shard?.draws && shard.rows)) {
    const expected = "what shards found, in their order";
    throw new TextvaeError("OPTION", "shards", { expected, got: JSON.stringify(shards) ?? "none" });
  }
  const [first] = shards;
  for (const i of first?.draws.keys() ?? []) {
    requireContinuous(shards.map(({ draws }) => draws[i] as Draws));
  }
  const found = new Map<number, T>();
  for (const shard of shards) {
    for (const [n, row] of shard.rows.entries()) found.set(row, shard.found[n] as T);
  }
  return Array.from({ length: size }, (_, row) => {
    const one = found.get(row);
    if (one !== undefined) return one;
    const got = `none of item ${row}`;
    throw new TextvaeError("OPTION", "shards", { expected: "all shards of the items", got });
  });
};
