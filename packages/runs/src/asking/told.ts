import { type Batch, type Dataset, nearest, type Rng, TextvaeError } from "@textvae/core";
import { type Items, oneByOne } from "../texts.ts";
import type { TrainedModel } from "../trained-model.ts";
import { heldOut, randomItems, randomSentences } from "./random-items.ts";

/** A model that is asked, and the corpus behind it. */
export interface Asking {
  readonly model: TrainedModel;
  /** Loads the corpus on the first call. */
  dataset(): Promise<Dataset>;
}

/**
 * Items whose conditions a model is told in place of someone's: of the class asked for, else random
 * ones of the corpus; undefined for an unconditional model. Throws `OPTION` for a class it has not.
 */
export const itemsToTell = async (
  { model, dataset }: Asking,
  count: number,
  label: string | undefined,
  rng: Rng,
): Promise<readonly Batch[] | undefined> => {
  const chosen = labelsField(model, label);
  const { condition } = model.model.parts;
  if (!condition) return undefined;
  const told = condition.reads ?? [];
  if (chosen && told.every((field) => field === "labels_B")) {
    return Array.from({ length: count }, () => ({ size: 1, ...chosen }));
  }
  const corpus = await dataset();
  const items = randomItems(corpus, heldOut(corpus), count, rng.stream("conditions"));
  return items.map((item) => ({ ...item, ...chosen }));
};

export interface SentencesToAsk {
  /** Sentences that someone typed. */
  readonly given?: readonly string[] | undefined;
  readonly label?: string | undefined;
  /** So many random ones where none are given. */
  readonly count: number;
  readonly rng: Rng;
}

/**
 * Typed sentences, else random ones of the corpus, each in a batch of its own. Throws `OPTION` when
 * the model must be told the class of a typed one and is not, `CAPABILITY` when it must be told what
 * can't be typed.
 */
export const sentencesToAsk = async (
  { model, dataset }: Asking,
  { given, label, count, rng }: SentencesToAsk,
): Promise<Required<Items>> => {
  if (given) {
    const read = given.map((text) => model.read([typed(model, text, label)]));
    const unknown = read.map((one) => one.unknown[0] ?? []);
    const at = (row: number) => read[row]?.batch(Int32Array.of(0)) as Batch;
    return { ...oneByOne(read.length, at), unknown };
  }
  requireOwnLabels(label);
  const corpus = await dataset();
  const random = randomSentences(corpus, heldOut(corpus), count, rng.stream("sentences"));
  const unknown = random.map(() => []);
  return { ...oneByOne(random.length, (row) => random[row] as Batch), unknown };
};

/** Items of the corpus have classes of their own: throws `OPTION` for one that is said of them. */
const requireOwnLabels = (label: string | undefined): void => {
  if (label === undefined) return;
  throw new TextvaeError("OPTION", "--label", {
    expected: "a sentence that is given, whose class it says",
    got: `${JSON.stringify(label)} beside random sentences of the corpus, which have their own`,
    hint: "Give a sentence, or leave out --label.",
  });
};

const typed = (model: TrainedModel, text: string, label: string | undefined) => {
  const chosen = labelsField(model, label);
  if (!chosen && readsLabels(model)) throw unknownLabel(model, "none", labelsOf(model)[0]);
  return chosen && label !== undefined ? { text, label } : text;
};

/** The class of an item by its name, where the model is told it. */
export const labelOf = (model: TrainedModel, { labels_B }: Batch): string | undefined =>
  readsLabels(model) ? labelsOf(model)[labels_B?.[0] ?? -1] : undefined;

const labelsOf = ({ facts }: TrainedModel): readonly string[] => facts.data.labels ?? [];

/** Whether a model is told the class of a sentence. */
export const readsLabels = ({ model }: TrainedModel): boolean =>
  model.parts.condition?.reads?.includes("labels_B") ?? false;

const labelsField = (
  model: TrainedModel,
  label: string | undefined,
): { readonly labels_B: Int32Array } | undefined => {
  if (label === undefined) return undefined;
  if (!readsLabels(model)) {
    throw new TextvaeError("OPTION", "--label", {
      expected: "a model that is told the class of a sentence",
      got: model.facts.recipe,
      hint: "Train one with --recipe cvae, or nvrnn with --condition label.",
    });
  }
  const index = labelsOf(model).indexOf(label);
  if (index < 0) throw unknownLabel(model, JSON.stringify(label), nearest(label, labelsOf(model)));
  return { labels_B: Int32Array.of(index) };
};

const unknownLabel = (model: TrainedModel, got: string, near: string | undefined): TextvaeError =>
  new TextvaeError("OPTION", "--label", {
    expected: `one of ${labelsOf(model).join(", ")}`,
    got,
    ...(near !== undefined && { hint: `For example --label ${near}.` }),
  });
