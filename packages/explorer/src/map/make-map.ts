import { createRng, TextvaeError } from "@textvae/core";
import {
  classesOf,
  type Items,
  type Point,
  type TextScore,
  type TrainedModel,
} from "@textvae/runs";
import type { MapDescription } from "./description.ts";
import { dimensionsOf } from "./dimensions.ts";
import type { MapCodes, MapPoints } from "./files.ts";
import { principal } from "./principal.ts";
import { project, type Rows } from "./project.ts";

export interface MapOptions {
  /** What is put on the map: `itemsOf(dataset, split)`, or sentences that the model has read. */
  readonly items: Items;
  /** Where they come from, e.g. the split. */
  readonly from: string;
  /** Items at most, drawn at random where there are more. Default 10 000. */
  readonly most?: number;
  /** Samples of the prior. Default 2 000. */
  readonly prior?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Told how much is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** A map without what only the page's reader wants to know. */
export interface MadeMap {
  readonly description: Omit<MapDescription, "reading">;
  readonly points: MapPoints;
  readonly codes: MapCodes;
  readonly texts: readonly string[];
}

/**
 * The map of items: the mean code of each and its place along the principal directions,
 * what it costs with its code and without it, in nats, and samples of the prior beside them.
 *
 * @throws {TextvaeError} `CAPABILITY` for a language model, which has no codes.
 *
 * @example
 * const map = await makeMap(trained, { items: itemsOf(dataset, "test"), from: "test" });
 * const files = encodeMap({ ...map, description: { ...map.description, reading } });
 */
export const makeMap = async (trained: TrainedModel, options: MapOptions): Promise<MadeMap> => {
  const { from, most = 10_000, prior: samples = 2000, seed = 0 } = options;
  const { model, facts } = trained;
  const { prior, condition } = model.parts;
  if (!prior) {
    throw new TextvaeError("CAPABILITY", "explore", {
      expected: "a model with a latent code",
      got: "a language model",
      hint: "It can be asked by textvae sample and textvae score.",
    });
  }
  const items = someOf(options.items, most, seed);
  const texts = trained.wordings(items);
  const asked = byLength(items, texts);
  const { signal, onProgress } = options;
  const third = (before: number) => ({
    seed,
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (done: number) => onProgress((before + done) / 3) }),
  });
  const points = await trained.encode(asked, third(0));
  const scores = await trained.score(asked, third(1));
  const without = await trained.score(asked, { at: "prior", ...third(2) });
  const drawn = await priorCodes(trained, items, samples, seed);

  const width = facts.latent;
  const codes = rowsOf(
    points.map(({ z }) => z),
    width,
  );
  const priorRows = rowsOf(
    drawn.map(({ z }) => z),
    width,
  );
  const projection = principal(codes, { count: 2, centred: true });
  const sphere = prior.support === "sphere";
  const middle = sphere ? principal(codes, { count: 3, centred: false }) : undefined;
  const [first, firstWithout] = [scores[0] as TextScore, without[0] as TextScore];
  const { labels } = facts.data;
  const label_N = labels && classesOf(items);
  const reads = condition?.reads ?? [];
  const conditions = points.flatMap(({ c }) => (c ? [c] : []));
  return {
    description: {
      format: "textvae-map-2",
      recipe: facts.recipe,
      step: facts.step,
      split: from,
      items: items.size,
      of: options.items.size,
      seed,
      what: points[0]?.of ?? "mean",
      support: prior.support,
      latent: width,
      prior: drawn.length,
      explained: projection.explained,
      ...(await dimensionsOf(model, items)),
      ...(labels && label_N && { labels }),
      ...(condition && { told: reads.every((field) => field === "labels_B") ? "label" : "other" }),
      estimators: { nll: first.estimator, without: firstWithout.estimator },
    },
    points: {
      place_N2: project(codes, projection),
      prior_M2: project(priorRows, projection),
      ...(middle && {
        globe: { place_N3: project(codes, middle), prior_M3: project(priorRows, middle) },
      }),
      nll_N: Float32Array.from(scores, ({ nll }) => nll),
      without_N: Float32Array.from(without, ({ nll }) => nll),
      tokens_N: Float32Array.from(scores, ({ tokens }) => tokens),
      ...(label_N && { label_N }),
    },
    codes: {
      codes_NZ: codes.values,
      ...(conditions.length > 0 && {
        conditions_NC: rowsOf(conditions, conditions[0]?.length ?? 0).values,
      }),
      prior_MZ: priorRows.values,
      projection,
    },
    texts,
  };
};

/** So many items of a split at random, in the order of the split: those that its map shows. */
export const someOf = (all: Items, most: number, seed: number): Items => {
  if (all.size <= most) return all;
  const rows = createRng(seed).stream("map").permutation(all.size).slice(0, most).sort();
  return {
    size: most,
    batch: (some) => all.batch(some.map((i) => rows[i] as number)),
  };
};

/** The same items, to be asked in batches of about equal length. */
const byLength = (items: Items, texts: readonly string[]): Items => {
  const lengths = texts.map((text) => text.split(" ").length);
  const order = Int32Array.from({ length: items.size }, (_, i) => i).sort(
    (a, b) => (lengths[a] as number) - (lengths[b] as number) || a - b,
  );
  return {
    ...items,
    batches: (size) =>
      Array.from({ length: Math.ceil(order.length / size) }, (_, i) =>
        order.slice(i * size, (i + 1) * size),
      ),
  };
};

/** Codes of the prior; of a conditional model those told the conditions of items. */
const priorCodes = (
  trained: TrainedModel,
  items: Items,
  count: number,
  seed: number,
): Promise<Point[]> => {
  if (!trained.model.parts.condition) return trained.draw(count, { seed });
  const rows = Int32Array.from({ length: count }, (_, i) => i % items.size);
  return trained.draw(count, { seed, told: [items.batch(rows)] });
};

const rowsOf = (rows: readonly Float32Array[], width: number): Rows => {
  const values = new Float32Array(rows.length * width);
  for (const [n, row] of rows.entries()) values.set(row, n * width);
  return { values, width };
};
