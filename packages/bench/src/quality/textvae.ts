import { node } from "@textvae/backend-node";
import { wasm } from "@textvae/backend-wasm";
import {
  assemble,
  type Dataset,
  type Experiment,
  evaluate,
  type Journal,
  type Model,
  type TrainingEvent,
  train,
} from "@textvae/core";
import type { Learner, Stretch } from "./learner.ts";
import type { QualityOptions } from "./options.ts";
import type { Planned } from "./schedule.ts";

interface Setting {
  readonly dataset: Dataset;
  readonly seed: number;
  readonly threads: number;
  readonly backend: QualityOptions["backend"];
  readonly evaluateEvery: number;
}

/** A learner with its model, whose first weights others begin with, too. */
export interface TextvaeLearner extends Learner {
  readonly model: Model;
}

const BACKENDS: Readonly<Record<QualityOptions["backend"], typeof wasm | typeof node>> = {
  wasm,
  node,
};

/** The trainer of textvae, as `textvae train` runs it. */
export const textvaeLearner = async (
  { experiment, schedule: { steps } }: Planned,
  { dataset, seed, threads, evaluateEvery, backend }: Setting,
): Promise<TextvaeLearner> => {
  const { facts } = await BACKENDS[backend]({ threads }).start();
  const { parts, objective } = experiment;
  const model = assemble(parts, { dataset, seed, objective });
  const trained: Experiment = { ...experiment, until: steps === undefined ? {} : { steps } };
  const events = train({ ...trained, model, dataset, run: nowhere, seed, evaluateEvery });
  return {
    name: "textvae",
    facts,
    steps,
    model,
    async start() {
      const { ppl } = await evaluate({ ...experiment, model, dataset, split: "valid" });
      await events.next(); // what training prepares before its first update
      return ppl;
    },
    advance: () => nextStretch(events),
    async close() {
      await events.return(undefined);
      model.dispose();
    },
  };
};

/** Until the next evaluation; what is done after the last update is no training. */
const nextStretch = async (events: AsyncGenerator<TrainingEvent>): Promise<Stretch> => {
  const begin = performance.now();
  let [updates, tokens, trainedAt] = [0, 0, begin];
  const until = (perplexity: number): Stretch => ({
    ...{ updates, tokens, perplexity },
    seconds: (trainedAt - begin) / 1000,
    evaluationSeconds: (performance.now() - trainedAt) / 1000,
  });
  for (;;) {
    // Not a loop of for await, which would end the training as it is left.
    const event = await nextEvent(events);
    if (event === "diverged") return until(Number.POSITIVE_INFINITY);
    if (event.kind === "step") {
      updates++;
      tokens += event.tokens;
      trainedAt = performance.now();
    }
    if (event.kind === "evaluation") return until(event.evaluation.ppl);
  }
};

const nextEvent = async (
  events: AsyncGenerator<TrainingEvent>,
): Promise<TrainingEvent | "diverged"> => {
  try {
    return (await events.next()).value;
  } catch (error) {
    if ((error as { code?: unknown }).code === "NON_FINITE") return "diverged";
    throw error;
  }
};

/** A run that is not kept. */
const nowhere: Journal = {
  log: async () => 0,
  save: async () => "",
  resume: async () => undefined,
  mended: () => [],
  continued: () => undefined,
  loadStep: async () => {},
};
