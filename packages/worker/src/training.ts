import { type TrainingEvent, train } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import { exportBundle, type TrainedModel, trainedModel } from "@textvae/runs";
import { recordRun } from "@textvae/runs/record";
import type { SampleRequest } from "./api.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Prepared } from "./prepare.ts";
import { createTurns } from "./turns.ts";

/** A training that goes on, and its model while it does and after. */
export interface Training {
  /** Whether it goes on. */
  readonly running: boolean;
  pause(): void;
  resume(): void;
  /** Ends it with a checkpoint; resolved when that is written. */
  stop(): Promise<void>;
  sample(count: number, request: SampleRequest): Promise<string[]>;
  /** The files of the model's bundle. */
  bundle(): Promise<Record<string, Uint8Array>>;
  /** Frees the model of one that has ended. */
  dispose(): void;
}

/** Begins to train what was prepared, and tells of it. */
export const beginTraining = (prepared: Prepared, mailbox: Mailbox): Training => {
  const { model, run, config, unlock, close } = prepared;
  const [turns, stopping] = [createTurns(), new AbortController()];
  const trained = modelOf(prepared);
  let running = true;
  let step = 0;

  const follow = async () => {
    let last: TrainingEvent | undefined;
    for await (const event of train(optionsOf(prepared, stopping.signal))) {
      last = event;
      step = event.step;
      if (event.kind === "start") await recordRun(run.storage, config);
      // The last one is told when all that follows from it is done.
      if (event.kind !== "end") mailbox.put(event);
      await turns.take();
    }
    if (last?.kind !== "end") return;
    if (last.reason !== "stopped") step = await run.loadWeights(model.parameters);
    mailbox.put(last);
  };
  const over = follow()
    .finally(close)
    .then(
      () => mailbox.close(),
      (error) => mailbox.close({ error }),
    )
    .finally(async () => {
      running = false;
      turns.release();
      await unlock();
    });

  return {
    get running() {
      return running;
    },
    pause: turns.pause,
    resume: turns.resume,
    async stop() {
      stopping.abort();
      turns.resume();
      await over;
    },
    sample: (count, request) => turns.between(() => trained.sample(count, request)),
    bundle: () =>
      turns.between(async () => {
        const storage = memoryStorage();
        await exportBundle({ ...trained, facts: { ...trained.facts, step } }, storage);
        return Object.fromEntries(storage.files);
      }),
    dispose: () => model.dispose(),
  };
};

const optionsOf = (
  { setup, plan, model, dataset, run, seed, until }: Prepared,
  signal: AbortSignal,
): Parameters<typeof train>[0] => {
  const { logEvery, evaluateEvery, checkpointEvery, resume } = setup;
  return {
    ...plan,
    ...{ model, dataset, run, seed, until, signal },
    ...(logEvery !== undefined && { logEvery }),
    ...(evaluateEvery !== undefined && { evaluateEvery }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    ...(resume !== undefined && { resume }),
  };
};

/** The model with the verbs of a trained one, and what its record says of the data. */
const modelOf = ({ model, dataset, plan, config, seed }: Prepared): TrainedModel => {
  const own = { model, dataset, objective: plan.evaluation, recipe: config.recipe, seed };
  const trained = trainedModel(own);
  return { ...trained, facts: { ...trained.facts, data: config.data, notes: plan.notes } };
};
