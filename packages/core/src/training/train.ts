import { scoredTokens } from "../objectives/batch-rows.ts";
import { createRng, type Rng } from "../random/rng.ts";
import { continuable, epochAt } from "./continuable.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import type { TrainingEvent } from "./events.ts";
import type { ActivePhase } from "./experiment.ts";
import { checkParameters } from "./finite.ts";
import { foresee } from "./foresee.ts";
import { beginPhase, phaseEnd, phaseStart, phasesOf, trainingEnd } from "./phase.ts";
import { rehearse } from "./rehearse.ts";
import { required } from "./required.ts";
import { leaving, openSession, type Session } from "./session.ts";
import { emptyState, emptyWindow, intoNextEpoch, type TrainingState } from "./state.ts";
import type { TrainOptions } from "./train-options.ts";
import { unlessAborted } from "./unless-aborted.ts";
import { extend, summarise } from "./window.ts";
import { createYield } from "./yield-to-host.ts";

const REQUIRED = [
  "model",
  "objective",
  "optimizer",
  "dataset",
  "run",
  "seed",
  "batchSize",
  "until",
] as const;

/**
 * Trains the model of an experiment, one event at a time. The same options and run continue to the
 * same weights and metrics bit for bit, wherever the process was killed, within a phase or between
 * two. Whoever leaves the loop (a `break`, an error of its body or of a part, the `signal`) leaves a
 * checkpoint of the last whole step, if its numbers are finite, and no tensor but the parameters.
 *
 * @example
 * const events = train({ ...experiment, model, dataset, run, seed: 1, until: { epochs: 30 } });
 * for await (const event of events) if (event.kind === "train") console.log(event.loss);
 */
export async function* train(options: TrainOptions): AsyncGenerator<TrainingEvent> {
  required("train", options, REQUIRED);
  const { model, run, seed } = options;
  const { parameters } = model;

  rehearse(options);
  const phases = phasesOf(options);
  const rng = createRng(seed).stream("training");
  const session = await openSession<TrainingState>({
    parameters,
    resumed: goingOn(await run.resume(parameters, options.resume, continuable(phases, options))),
    begin: () => beginPhase(phases[0] as ActivePhase, beginning(rng.state())),
    save: (state) => run.save(parameters, state),
  });
  rng.restore(session.state.rng);
  yield* leaving(session, events(options, { session, phases, rng }));
}

interface Course {
  readonly session: Session<TrainingState>;
  readonly phases: readonly ActivePhase[];
  readonly rng: Rng;
}

/** Whenever an event is told, the state of the session is whole: who leaves then can go on. */
async function* events(
  options: TrainOptions,
  { session, phases, rng }: Course,
): AsyncGenerator<TrainingEvent> {
  const { run, signal, until } = options;
  const { logEvery = 10, evaluateEvery, checkpointEvery } = options;
  const epochOf = (number: number) => epochAt(options, number);

  let phase = phases[phaseStart(session.state).index] as ActivePhase;
  let named = phase.name === undefined ? {} : { phase: phase.name };
  let epoch = epochOf(session.state.epoch);
  const mended = run.mended();
  const continued = run.continued();
  const notices = foresee(phases, { until, batches: epoch.length });
  const { state: begun } = session;
  const over = begun.evaluationDue
    ? undefined
    : trainingEnd(phase, { until, state: intoNextEpoch(begun, epoch.length) });
  const given = {
    ...(mended.length > 0 && { mended }),
    ...(continued && { continued }),
    ...(notices.length > 0 && { notices }),
    ...(over && { over }),
  };
  await checkParameters(`step ${session.state.step}`, options.model.parameters);
  yield { kind: "start", step: session.state.step, batches: epoch.length, ...given };
  if (phase.name !== undefined) {
    yield { kind: "phase", step: session.state.step, phase: phase.name };
  }

  const score = () => {
    const { evaluation } = phase;
    return unlessAborted(evaluate({ ...options, evaluation, split: "valid" }), signal);
  };

  const yieldToHost = createYield();
  for (;;) {
    await yieldToHost();

    // Stop where that is asked for, with a checkpoint of the very state that stopped.
    if (signal?.aborted) {
      const { step } = session.state;
      if (session.savedAt !== step) {
        yield { kind: "checkpoint", step, folder: await session.save() };
      }
      yield { kind: "end", step, reason: "stopped" };
      return;
    }

    // Evaluate where that is due, and save what it found. Cut short, it is due again.
    if (session.state.evaluationDue) {
      const evaluation = await score();
      if (!evaluation) continue;
      const { state } = session;
      const { step } = state;
      const optimizer = await phase.update.observe(phase, state.optimizer, evaluation.nll);
      const rule = phase.update.metrics?.(optimizer);
      const told = { ...(rule && { rule }), ...named };
      const metricsBytes = await run.log({ kind: "evaluation", step, ...evaluation, ...told });
      const next = evaluated({ ...state, optimizer, metricsBytes }, evaluation);
      const reloads = next.best && phase.update.advice(phase, optimizer) === "reload";
      // Who leaves before the weights are back finds the evaluation still due.
      if (!reloads) session.settle(next);
      yield { kind: "evaluation", step, evaluation, best: isBest(state, evaluation), ...told };
      if (next.best && reloads) {
        await run.loadStep(options.model.parameters, next.best.step);
        session.settle(next);
        yield { kind: "reload", step, best: next.best.step };
      }
      yield { kind: "checkpoint", step, folder: await session.save() };
      continue;
    }

    // End of an epoch: draw the next order.
    const next = intoNextEpoch(session.state, epoch.length);
    if (next !== session.state) {
      session.settle(next);
      epoch = epochOf(session.state.epoch);
    }

    // End of the run, evaluated where it ends.
    const { state } = session;
    const reason = trainingEnd(phase, { until, state });
    if (reason) {
      const { step } = state;
      const unscored = !isScored(state, evaluateEvery);
      const evaluation = unscored ? await score() : undefined;
      if (unscored && !evaluation) continue;
      if (evaluation) session.settle({ ...state, final: { nll: evaluation.nll } });
      const saves = evaluation || session.savedAt !== step;
      const folder = saves ? await session.save() : undefined;
      if (evaluation) {
        // After the checkpoint, so that a run that goes on knows nothing of it.
        await run.log({ kind: "evaluation", step, ...evaluation, ...named });
        yield { kind: "evaluation", step, evaluation, best: isBest(state, evaluation), ...named };
      }
      if (folder !== undefined) yield { kind: "checkpoint", step, folder };
      yield { kind: "end", step, reason };
      return;
    }

    // End of a phase: begin the next.
    if (phaseEnd(phase, state)) {
      phase = phases[phase.index + 1] as ActivePhase;
      session.settle(beginPhase(phase, state));
      const name = phase.name as string;
      named = { phase: name };
      yield { kind: "phase", step: state.step, phase: name };
      continue;
    }

    // One update: loss, gradients, check, clip and step, by the rule of the phase.
    const batch = epoch.at(state.index);
    const context = { rng, training: true, step: state.step - phaseStart(state).step };
    const result = await phase.update.update(phase, state.optimizer, { batch, epoch }, context);
    const tokens = scoredTokens(batch);
    const [step, index] = [state.step + 1, state.index + 1];
    const due = evaluateEvery ? step % evaluateEvery === 0 : index === epoch.length;
    session.settle({
      ...state,
      step,
      index,
      window: extend(state.window, result.report, tokens),
      optimizer: result.state,
      rng: rng.state(),
      ...(due && { evaluationDue: true }),
    });

    // Metrics.
    let told: TrainingEvent | undefined;
    if (step % logEvery === 0) {
      await checkParameters(`step ${step}`, options.model.parameters);
      const { window, epoch } = session.state;
      const metrics = { ...summarise(window, result.report.weight), ...named };
      const metricsBytes = await run.log({ kind: "train", step, epoch, ...metrics });
      session.settle({ ...session.state, window: emptyWindow, metricsBytes });
      const { divergenceName } = phase.objective;
      const of = divergenceName === undefined ? {} : { divergenceName };
      told = { kind: "train", step, epoch, ...metrics, ...of };
    }
    yield { kind: "step", step, epoch: state.epoch, tokens };
    if (told) yield told;

    // A checkpoint beside those of evaluations.
    if (!due && checkpointEvery && step % checkpointEvery === 0) {
      yield { kind: "checkpoint", step, folder: await session.save() };
    }
  }
}

const isBest = ({ best }: TrainingState, { nll }: Evaluation): boolean =>
  nll < (best?.nll ?? Number.POSITIVE_INFINITY);

/** The state after an evaluation that was due. */
const evaluated = (state: TrainingState, evaluation: Evaluation): TrainingState => {
  const { evaluationDue: _, ...rest } = state;
  const { step, sinceBest } = state;
  return isBest(state, evaluation)
    ? { ...rest, best: { step, nll: evaluation.nll }, sinceBest: 0 }
    : { ...rest, sinceBest: sinceBest + 1 };
};

/** Whether an evaluation was due at the step of a state, which then was done. */
const isScored = ({ step, index }: TrainingState, evaluateEvery: number | undefined): boolean =>
  evaluateEvery ? step % evaluateEvery === 0 : index === 0;

/** A state without what is true of an end alone. */
const goingOn = (state: TrainingState | undefined): TrainingState | undefined => {
  if (!state) return undefined;
  const { final: _, ...rest } = state;
  return rest;
};

const beginning = (rng: TrainingState["rng"]): TrainingState => ({
  step: 0,
  epoch: 0,
  index: 0,
  window: emptyWindow,
  sinceBest: 0,
  rng,
  metricsBytes: 0,
  optimizer: emptyState,
});
