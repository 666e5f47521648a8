import {
  type Batch,
  type BatchField,
  createRng,
  evaluate,
  type GenerateStrategy,
  type Model,
  type Prior,
  requireWhole,
  TextvaeError,
} from "@textvae/core";
import { iwaeBeside } from "@textvae/objectives";
import { atMean } from "./at-mean.ts";
import { atPrior } from "./at-prior.ts";
import {
  checkPoint,
  drawPoints,
  eachBatch,
  type Point,
  pointsOf,
  usualLength,
  type Wording,
  withPoints,
} from "./codes.ts";
import { analogy, nearestPoints, pathBetween, pathName } from "./geometry.ts";
import { guarded } from "./guarded.ts";
import { scoreTexts } from "./score.ts";
import {
  batchesOf,
  type Items,
  inTurn,
  listIn,
  readTexts,
  type Text,
  type Texts,
} from "./texts.ts";
import type { Asked, ModelFacts, TrainedModel, TrainedParts } from "./trained-model.ts";
import { scoreWordsAt } from "./word-scores.ts";
import { wordingsOf } from "./wordings.ts";

/** Verbs around a model whose weights are trained. */
export const withVerbs = (trained: TrainedParts): TrainedModel => {
  const { model, tokenizer, facts, evaluation } = trained;
  const { parts } = model;
  const reads = fieldsOf(model);
  const read = (texts: readonly Text[]): Texts => readTexts(texts, reads, facts.data, tokenizer);
  const itemsIn = (given: Asked): Items => (isItems(given) ? given : read(given));

  const encode: TrainedModel["encode"] = async (given, options = {}) => {
    const { mode = "mean", seed = 0, batchSize = 64 } = options;
    latentOf(model, "encode");
    checkOneOf("encode.mode", mode, ["sample", "mean"]);
    const items = itemsIn(given);
    const rng = options.rng ?? createRng(seed).stream("encode");
    const points = new Array<Point>(items.size);
    await eachBatch(batchesOf(items, batchSize), options, async (rows) => {
      const found = await pointsOf(model, items.batch(rows), rng, mode);
      for (const [i, row] of rows.entries()) points[row] = found[i] as Point;
    });
    return points;
  };

  const words = async (
    points: readonly Point[],
    usual: GenerateStrategy["kind"],
    stream: string,
    options: Wording,
  ): Promise<string[]> => {
    const { batchSize = 64, maxLength = usualLength(tokenizer), seed = 0 } = options;
    const strategy = options.strategy ?? ({ kind: usual } as GenerateStrategy);
    const rng = options.rng ?? createRng(seed).stream(stream);
    const sentences: string[] = [];
    await eachBatch(inTurn(points.length, batchSize), options, async (rows) => {
      const some = [...rows].map((row) => points[row] as Point);
      const request = { count: some.length, maxLength, strategy, rng };
      const ids = await withPoints(some, (z_BZ, c_BC) =>
        model.generate(parts.prior && z_BZ, { ...request, ...(c_BC && { c_BC }) }),
      );
      sentences.push(...ids.map(tokenizer.decode));
    });
    return sentences;
  };

  const decode: TrainedModel["decode"] = async (points, options = {}) => {
    const prior = latentOf(model, "decode");
    listIn(points, "decode", "points");
    for (const [i, point] of points.entries()) checkPoint(point, prior, `decode, point ${i}`);
    return words(points, "greedy", "decode", options);
  };

  const draw: TrainedModel["draw"] = async (count, { label, told: given, seed, rng } = {}) => {
    requireWhole("draw.count", count);
    latentOf(model, "draw");
    const told = parts.condition && (given ?? [toldLabel(model, facts, label, count)]);
    return drawPoints(model, told, count, rng ?? createRng(seed ?? 0).stream("sample"));
  };

  const sample: TrainedModel["sample"] = async (count, { label, told, ...options } = {}) => {
    requireWhole("sample.count", count);
    const rng = options.rng ?? createRng(options.seed ?? 0).stream("sample");
    const points = parts.prior
      ? await draw(count, { rng, ...(label !== undefined && { label }), ...(told && { told }) })
      : Array.from({ length: count }, (): Point => ({ z: new Float32Array(1) }));
    return words(points, "sample", "sample words", options);
  };

  const pointOf = async (given: Text | Point): Promise<Point> => {
    if (!isPoint(given)) return (await encode([given]))[0] as Point;
    checkPoint(given, latentOf(model, "a code"), "a code");
    return given;
  };

  return guarded({
    ...trained,
    read,
    encode,
    decode,
    draw,
    sample,
    async interpolate(from, to, { steps = 7, ...options } = {}) {
      const [a, b] = [await pointOf(from), await pointOf(to)];
      const points = pathBetween(model, a, b, steps);
      return { path: pathName(model), points, sentences: await decode(points, options) };
    },
    reconstruct: async (given, options = {}) => decode(await encode(given, options), options),
    async score(given, { at = "sample", ...options } = {}) {
      checkOneOf("score.at", at, ["sample", "mean", "prior"]);
      const objective = { sample: evaluation, mean: atMean, prior: atPrior }[at]();
      return scoreTexts(model, objective, itemsIn(given), options);
    },
    async scoreWords(text, from) {
      const point = from ?? (parts.prior ? (await encode([text]))[0] : undefined);
      if (from) checkPoint(from, latentOf(model, "scoreWords"), "scoreWords");
      return scoreWordsAt(trained, read([text]).batch(Int32Array.of(0)), point ?? {});
    },
    wordings: (given) => wordingsOf(itemsIn(given), tokenizer),
    async neighbours(to, k, corpus, options = {}) {
      requireWhole("neighbours.k", k);
      const prior = latentOf(model, "neighbours");
      const known = Array.isArray(corpus) && corpus.every(isPoint);
      const points = known ? (corpus as readonly Point[]) : await encode(corpus as Asked, options);
      for (const [i, point] of points.entries()) checkPoint(point, prior, `corpus ${i}`);
      return nearestPoints(prior, await pointOf(to), k, points);
    },
    async arithmetic(a, b, c) {
      const prior = latentOf(model, "arithmetic");
      return analogy(prior, await pointOf(a), await pointOf(b), await pointOf(c));
    },
    evaluate: ({ samples, ...options }) =>
      evaluate({
        model,
        objective: samples === undefined ? evaluation() : iwaeBeside(evaluation(), { samples }),
        ...options,
      }),
    dispose: () => model.dispose(),
  });
};

/** Throws `OPTION` for a choice that there is not. */
const checkOneOf = (where: string, chosen: string, choices: readonly string[]): void => {
  if (choices.includes(chosen)) return;
  const expected = `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`;
  throw new TextvaeError("OPTION", where, { expected, got: JSON.stringify(chosen) });
};

const isPoint = (given: unknown): given is Point =>
  typeof given === "object" && given !== null && "z" in given;

const isItems = (given: unknown): given is Items =>
  typeof (given as Partial<Items> | null)?.batch === "function" &&
  Number.isInteger((given as Items).size);

/** Fields of a batch that encoder and condition read; `text` or counts for the decoder. */
const fieldsOf = ({ parts: { encoder, condition, decoder } }: Model): readonly BatchField[] => [
  ...new Set([encoder, condition, decoder].flatMap((part) => part?.reads ?? [])),
];

/** The model's prior. Throws `CAPABILITY` for a language model, which has no codes. */
const latentOf = ({ parts: { prior } }: Model, where: string): Prior => {
  if (prior) return prior;
  throw new TextvaeError("CAPABILITY", where, {
    expected: "a model with a latent code",
    got: "a language model",
    hint: "It can sample and score.",
  });
};

/** Items of the class asked for. Throws where a model is told what a class is not. */
const toldLabel = (
  { parts }: Model,
  { data: { labels = [] } }: ModelFacts,
  label: string | undefined,
  count: number,
): Batch => {
  const told = parts.condition?.reads ?? [];
  const other = told.find((field) => field !== "labels_B");
  if (other !== undefined) {
    throw new TextvaeError("CAPABILITY", "sample", {
      expected: `what the model is told: "${other}"`,
      got: "none",
      hint: "Decode codes of items that have it.",
    });
  }
  const index = label === undefined ? -1 : labels.indexOf(label);
  if (index < 0) {
    throw new TextvaeError("OPTION", "sample.label", {
      expected: `one of ${labels.join(", ")}`,
      got: label === undefined ? "none" : JSON.stringify(label),
    });
  }
  return { size: count, labels_B: new Int32Array(count).fill(index) };
};
