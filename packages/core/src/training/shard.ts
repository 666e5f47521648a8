import { TextvaeError } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { RngState } from "../random/rng.ts";
import { type Draws, type EvaluateOptions, type ItemScores, scoreBatches } from "./score-items.ts";

/** One of so many parts of some work, counted from 0: batches that follow each other. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** What a shard found, as plain data that may be sent from process to process. */
export interface ShardScores extends Pick<ItemScores, "split" | "divergenceName" | "estimator"> {
  /** Of each item: nll, tokens, reconstruction, divergence. */
  readonly items: readonly (readonly [number, number, number, number])[];
  readonly draws: Draws;
}

/** How much there is to do of a batch: its words, padding among them, or its items where it has none. */
export const workOf = ({ text, size }: Batch): number => text?.tokens_BT.length ?? size;

/**
 * The batches of a shard, `from` on and before `to`, of the work that there is of each batch: that of all shards
 * is as equal as batches in their order allow.
 *
 * @throws {TextvaeError} `OPTION` for what is no shard.
 *
 * @example
 * batchesOfShard([1, 1, 2, 4], { index: 0, count: 2 }); // { from: 0, to: 3 }
 */
export const batchesOfShard = (
  work: readonly number[],
  { index, count }: Shard,
): { readonly from: number; readonly to: number } => {
  if (!(Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count)) {
    const got = `${index} of ${count}`;
    throw new TextvaeError("OPTION", "shard", { expected: "one from 0 on of so many", got });
  }
  const before = [0];
  for (const more of work) before.push((before.at(-1) as number) + more);
  const all = before.at(-1) as number;
  const at = (shard: number): number => {
    const share = (all * shard) / count;
    const reached = before.findIndex((done) => done >= share);
    const [short, over] = [before[reached - 1] ?? -Infinity, before[reached] as number];
    return share - short < over - share ? reached - 1 : reached;
  };
  return { from: at(index), to: index + 1 === count ? work.length : at(index + 1) };
};

/**
 * Scores one of several shards of a split. Joined, they are the numbers of {@link scoreItems} to the last bit,
 * however many there are: each draws what those before it draw, without decoding.
 *
 * @throws {TextvaeError} what `scoreItems` throws; `OPTION` for what is no shard.
 *
 * @example
 * const shards = await Promise.all([0, 1].map((index) => scoreShard(options, { index, count: 2 })));
 * const { nll } = summarise(joinShards(shards));
 */
export const scoreShard = async (options: EvaluateOptions, shard: Shard): Promise<ShardScores> => {
  const { scores, draws } = await scoreBatches(options, (epoch) => {
    const work = Array.from({ length: epoch.length }, (_, at) => workOf(epoch.at(at)));
    return batchesOfShard(work, shard);
  });
  const { split, divergenceName, estimator, nll_N, tokens_N } = scores;
  const columns = [nll_N, tokens_N, scores.reconstruction_N, scores.divergence_N] as const;
  const items = Array.from(nll_N, (_, n) => columns.map((column) => column[n] as number));
  return {
    ...{ split, estimator, draws, items: items as unknown as ShardScores["items"] },
    ...(divergenceName !== undefined && { divergenceName }),
  };
};

/**
 * The scores of all items from those of the shards, in the order of the shards.
 *
 * @throws {TextvaeError} `CAPABILITY` where a shard did not begin where the one before ended.
 */
export const joinShards = (shards: readonly ShardScores[]): ItemScores => {
  requireContinuous(shards.map(({ draws }) => draws));
  const items = shards.flatMap((shard) => shard.items);
  const [first] = shards as [ShardScores];
  // One without items has no estimator.
  const { split, estimator, divergenceName } =
    shards.find(({ items }) => items.length > 0) ?? first;
  const column = (at: 0 | 1 | 2 | 3) => Float64Array.from(items, (item) => item[at]);
  return {
    ...{ split, estimator, nll_N: column(0), tokens_N: column(1) },
    ...{ reconstruction_N: column(2), divergence_N: column(3) },
    ...(divergenceName !== undefined && { divergenceName }),
  };
};

/**
 * Makes sure that together shards drew what one process would have drawn.
 *
 * @throws {TextvaeError} `CAPABILITY` where one did not begin where the one before ended: what is drawn then
 * depends on what was decoded.
 */
export const requireContinuous = (draws: readonly Draws[]): void => {
  const broken = draws.findIndex(
    ({ before }, i) => i > 0 && !sameState(before, (draws[i - 1] as Draws).after),
  );
  if (broken < 0) return;
  throw new TextvaeError("CAPABILITY", `shard ${broken}`, {
    expected: "to begin where the one before ended",
    got: "another state of the generator: what the model draws depends on what it decodes",
    hint: "Score it in one process.",
  });
};

const sameState = (a: RngState, b: RngState): boolean =>
  JSON.stringify(drawn(a)) === JSON.stringify(drawn(b));

/** What was drawn, by name: a stream that was asked for and drew nothing is none. */
const drawn = ({ counter, streams }: RngState): readonly unknown[] => {
  const children = Object.entries(streams)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, child]) => [name, drawn(child)] as const)
    .filter(([, child]) => child.length > 0);
  return counter === 0 && children.length === 0 ? [] : [counter, children];
};
