import { type Batch, type BatchField, nearest, type Rng, TextvaeError } from "@textvae/core";
import { z } from "zod";
import type { Session } from "../session.ts";
import {
  heldOut,
  type ReadSentence,
  randomItems,
  readSentence,
  sentenceItem,
} from "./sentences.ts";

/** What a conditional model is told beside a sentence, or instead of one. */
export const labelFlag: { readonly label: z.ZodOptional<z.ZodString> } = {
  label: z.string().optional().describe("class of the sentences, for a model that is told it"),
};

/**
 * Items whose conditions a model is told in place of someone's: of the class asked for, else random
 * ones of the corpus; undefined for an unconditional model. Throws `OPTION` for a class it has not.
 */
export const itemsToTell = async (
  session: Session,
  count: number,
  label: string | undefined,
  rng: Rng,
): Promise<readonly Batch[] | undefined> => {
  const chosen = labelsField(session, label);
  const { condition } = session.model.parts;
  if (!condition) return undefined;
  const told = condition.reads ?? [];
  if (chosen && told.every((field) => field === "labels_B")) {
    return Array.from({ length: count }, () => ({ size: 1, ...chosen }));
  }
  const corpus = await session.dataset();
  const items = randomItems(corpus, heldOut(corpus), count, rng.stream("conditions"));
  return items.map((item) => ({ ...item, ...chosen }));
};

/**
 * A typed sentence as an item. Throws `OPTION` when the model must be told its class, and is not;
 * `CAPABILITY` when it must be told what can't be typed.
 */
export const typedItem = (
  session: Session,
  text: string,
  label: string | undefined,
): { readonly item: Batch } & ReadSentence => {
  const { vocabulary } = session.model;
  const read = readSentence(text, vocabulary);
  const chosen = labelsField(session, label);
  if (!chosen && readsLabels(session)) {
    throw unknownLabel(session, "none", labelsOf(session)[0]);
  }
  requireTyped(session);
  return { ...read, item: { ...sentenceItem(read.ids, vocabulary), ...chosen } };
};

/** Items of the corpus have classes of their own: throws `OPTION` for one that is said of them. */
export const requireOwnLabels = (label: string | undefined): void => {
  if (label === undefined) return;
  throw new TextvaeError("OPTION", "--label", {
    expected: "a sentence that is given, whose class it says",
    got: `${JSON.stringify(label)} beside random sentences of the corpus, which have their own`,
    hint: "Give a sentence, or leave out --label.",
  });
};

/** What can be said on the command line of an item. */
const TYPED: readonly BatchField[] = ["text", "labels_B"];

const requireTyped = ({ model }: Session): void => {
  const missing = model.parts.condition?.reads?.find((field) => !TYPED.includes(field));
  if (missing === undefined) return;
  throw new TextvaeError("CAPABILITY", "a typed sentence", {
    expected: `what the model is told beside it: "${missing}"`,
    got: "none",
    hint: "Leave out the sentence to take items of the corpus.",
  });
};

/** The class of an item by its name, where the model is told it. */
export const labelOf = (session: Session, { labels_B }: Batch): string | undefined =>
  readsLabels(session) ? labelsOf(session)[labels_B?.[0] ?? -1] : undefined;

const labelsOf = ({ config }: Session): readonly string[] => config.data.labels ?? [];

const readsLabels = ({ model }: Session): boolean =>
  model.parts.condition?.reads?.includes("labels_B") ?? false;

const labelsField = (
  session: Session,
  label: string | undefined,
): { readonly labels_B: Int32Array } | undefined => {
  if (label === undefined) return undefined;
  if (!readsLabels(session)) {
    throw new TextvaeError("OPTION", "--label", {
      expected: "a model that is told the class of a sentence",
      got: session.config.recipe,
      hint: "Train one with --recipe cvae, or nvrnn with --condition label.",
    });
  }
  const index = labelsOf(session).indexOf(label);
  if (index < 0)
    throw unknownLabel(session, JSON.stringify(label), nearest(label, labelsOf(session)));
  return { labels_B: Int32Array.of(index) };
};

const unknownLabel = (session: Session, got: string, near: string | undefined): TextvaeError =>
  new TextvaeError("OPTION", "--label", {
    expected: `one of ${labelsOf(session).join(", ")}`,
    got,
    ...(near !== undefined && { hint: `For example --label ${near}.` }),
  });
