import type { Evaluation, TrainingEvent } from "@textvae/core";
import type { Scalar } from "./event.ts";

/** A line of the run's metrics: what training or an evaluation told of a step. */
export interface Told {
  readonly step: number;
  readonly [name: string]: unknown;
}

/** The numbers of an event with the step that they are of; undefined where it has none. */
export const toldBy = (event: TrainingEvent): Told | undefined => {
  if (event.kind === "train") return event as unknown as Told;
  if (event.kind !== "evaluation") return undefined;
  const { evaluation, rule, kind, step } = event;
  return { kind, step, ...evaluation, ...(rule && { rule }) };
};

/**
 * The curves that a line of metrics adds to: `train/…` of batches, `valid/…` of evaluations. The
 * description of each names unit and estimator.
 */
export const scalarsOf = (told: Told): Scalar[] =>
  told.kind === "train" ? ofTraining(told) : told.kind === "evaluation" ? ofEvaluation(told) : [];

const ofTraining = (told: Told): Scalar[] =>
  numbers("train", told, {
    loss: "nats per item, mean since the line before",
    reconstruction: "nats per item",
    divergence: `${nameOf(told)}, nats per item`,
    weight: "weight of the divergence",
    perToken: "reconstruction in nats per scored token",
  });

const ofEvaluation = (told: Told): Scalar[] => {
  const { estimator, split, items } = told as unknown as Evaluation;
  const by = `${items} items; ${estimator.name}${estimator.bound ? "" : " (not a bound)"}`;
  // JSON has no infinity: null is a perplexity beyond all numbers.
  const whole = { ...told, ppl: told.ppl ?? Number.POSITIVE_INFINITY };
  return [
    ...numbers(split, whole, {
      nll: `nats per item, ${by}`,
      ppl: `perplexity per token, ${by}`,
      reconstruction: `nats per item, ${by}`,
      divergence: `${nameOf(told)}, nats per item, ${by}`,
    }),
    ...numbers("rule", (told.rule ?? {}) as Readonly<Record<string, unknown>>),
  ];
};

const nameOf = ({ divergenceName }: Told): string => String(divergenceName ?? "divergence");

/** Numbers of these names, or all, under a group. */
const numbers = (
  group: string,
  from: Readonly<Record<string, unknown>>,
  described?: Readonly<Record<string, string>>,
): Scalar[] =>
  Object.keys(described ?? from).flatMap((name) => {
    const [value, description] = [from[name], described?.[name]];
    if (typeof value !== "number") return [];
    return [{ tag: `${group}/${name}`, value, ...(description && { description }) }];
  });
