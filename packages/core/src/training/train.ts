import type { Dataset } from "../contracts/dataset.ts";
import type { Objective } from "../contracts/objective.ts";
import type { Optimizer } from "../contracts/optimizer.ts";
import type { Model } from "../model/model.ts";
import { scoredTokens } from "../objectives/batch-rows.ts";
import { createRng } from "../random/rng.ts";
import type { Resume, Run } from "../run/run.ts";
import { evaluate } from "./evaluate.ts";
import type { TrainingEvent, TrainMetrics } from "./events.ts";
import { emptyWindow, type TrainingState, type Window } from "./state.ts";
import { type StepReport, trainStep } from "./step.ts";

export interface TrainingSetup {
  readonly model: Model;
  readonly objective: Objective;
  /** What validation numbers are computed with; the objective itself when absent. */
  readonly evaluation?: Objective;
  readonly optimizer: Optimizer;
  readonly dataset: Dataset;
  readonly run: Run;
  readonly seed: number;
  readonly batchSize: number;
  /** When to stop: updates, passes over the data, or evaluations in a row without a new best. */
  readonly until: {
    readonly steps?: number;
    readonly epochs?: number;
    readonly sinceBest?: number;
  };
  /** Updates between lines of metrics. */
  readonly logEvery?: number;
  /** Updates between evaluations on the validation split; without it once per epoch. */
  readonly evaluateEvery?: number;
  /** Updates between checkpoints beside those at evaluations. */
  readonly checkpointEvery?: number;
  readonly resume?: Resume;
  /** When it fires, the run writes a checkpoint and ends. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model, one event at a time. The same setup and run continue to the same weights and
 * metrics bit for bit, wherever the process was killed.
 *
 * @example
 * for await (const event of train(setup)) if (event.kind === "train") console.log(event.loss);
 */
export async function* train(setup: TrainingSetup): AsyncGenerator<TrainingEvent> {
  const { model, optimizer, dataset, run, seed, batchSize, signal } = setup;
  const { logEvery = 10, evaluateEvery, checkpointEvery } = setup;

  const rng = createRng(seed).stream("training");
  let state = (await run.resume(model.parameters, setup.resume)) ?? beginning(setup, rng.state());
  rng.restore(state.rng);
  let savedAt = state.step;

  const epochOf = (number: number) =>
    dataset.epoch("train", { batchSize, rng: createRng(seed).stream(`epoch ${number}`) });
  let epoch = epochOf(state.epoch);
  yield { kind: "start", step: state.step, batches: epoch.length };

  for (;;) {
    // End of an epoch: draw the next order.
    if (state.index === epoch.length) {
      state = { ...state, epoch: state.epoch + 1, index: 0 };
      epoch = epochOf(state.epoch);
    }

    // Stop, with a checkpoint of the very state that stopped.
    const reason = signal?.aborted ? "stopped" : finished(setup, state);
    if (reason) {
      if (savedAt !== state.step) {
        yield {
          kind: "checkpoint",
          step: state.step,
          folder: await run.save(model.parameters, state),
        };
      }
      for (const slot of state.optimizer.tensors.values()) slot.dispose();
      yield { kind: "end", step: state.step, reason };
      return;
    }

    // One update.
    const batch = epoch.at(state.index);
    const tokens = scoredTokens(batch);
    const context = { rng, training: true, step: state.step };
    const { report, state: optimizerState } = await trainStep(
      setup,
      state.optimizer,
      batch,
      context,
    );
    state = {
      ...state,
      step: state.step + 1,
      index: state.index + 1,
      window: extend(state.window, report, tokens),
      optimizer: optimizerState,
      rng: rng.state(),
    };
    yield { kind: "step", step: state.step, epoch: state.epoch, tokens };

    // Metrics.
    if (state.step % logEvery === 0) {
      const { step, epoch } = state;
      const metrics = summarise(state.window, report.weight);
      const metricsBytes = await run.log({ kind: "train", step, epoch, ...metrics });
      state = { ...state, window: emptyWindow, metricsBytes };
      const { divergenceName } = setup.objective;
      const named = divergenceName === undefined ? {} : { divergenceName };
      yield { kind: "train", step, epoch, ...metrics, ...named };
    }

    // Evaluation, and a checkpoint with what it found.
    const evaluates = evaluateEvery
      ? state.step % evaluateEvery === 0
      : state.index === epoch.length;
    if (evaluates) {
      const { step } = state;
      const evaluation = await evaluate({
        ...setup,
        objective: setup.evaluation ?? setup.objective,
        split: "valid",
        seed,
      });
      const best = evaluation.nll < (state.best?.nll ?? Number.POSITIVE_INFINITY);
      const metricsBytes = await run.log({ kind: "evaluation", step, ...evaluation });
      state = {
        ...state,
        ...(best && { best: { step, nll: evaluation.nll } }),
        sinceBest: best ? 0 : state.sinceBest + 1,
        optimizer: optimizer.observe?.(state.optimizer, evaluation.nll) ?? state.optimizer,
        metricsBytes,
      };
      yield { kind: "evaluation", step, evaluation, best };
    }
    if (evaluates || (checkpointEvery && state.step % checkpointEvery === 0)) {
      savedAt = state.step;
      yield { kind: "checkpoint", step: savedAt, folder: await run.save(model.parameters, state) };
    }
  }
}

const beginning = (
  { model, optimizer }: TrainingSetup,
  rng: TrainingState["rng"],
): TrainingState => ({
  step: 0,
  epoch: 0,
  index: 0,
  window: emptyWindow,
  sinceBest: 0,
  rng,
  metricsBytes: 0,
  optimizer: optimizer.init(model.parameters),
});

const finished = ({ until }: TrainingSetup, state: TrainingState) => {
  if (until.steps !== undefined && state.step >= until.steps) return "steps";
  if (until.epochs !== undefined && state.epoch >= until.epochs) return "epochs";
  if (until.sinceBest !== undefined && state.sinceBest >= until.sinceBest) return "plateau";
  return undefined;
};

const extend = (window: Window, report: StepReport, tokens: number): Window => ({
  items: window.items + report.items,
  tokens: window.tokens + tokens,
  loss: window.loss + report.loss,
  reconstruction: window.reconstruction + report.reconstruction,
  divergence: window.divergence + report.divergence,
});

const summarise = (window: Window, weight: number): TrainMetrics => ({
  loss: window.loss / window.items,
  reconstruction: window.reconstruction / window.items,
  divergence: window.divergence / window.items,
  weight,
  perToken: window.reconstruction / window.tokens,
});
