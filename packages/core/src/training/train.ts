import { scoredTokens } from "../objectives/batch-rows.ts";
import { emptyState } from "../optimizers/state.ts";
import { createRng } from "../random/rng.ts";
import { evaluate } from "./evaluate.ts";
import type { TrainingEvent } from "./events.ts";
import { type ActivePhase, beginPhase, phaseEnd, phaseStart, phasesOf, runEnd } from "./phase.ts";
import type { TrainingSetup } from "./setup.ts";
import { emptyWindow, type TrainingState } from "./state.ts";
import { unlessAborted } from "./unless-aborted.ts";
import { extend, summarise } from "./window.ts";
import { createYield } from "./yield-to-host.ts";

/**
 * Trains a model, one event at a time. The same setup and run continue to the same weights and
 * metrics bit for bit, wherever the process was killed, within a phase or between two.
 *
 * @example
 * for await (const event of train(setup)) if (event.kind === "train") console.log(event.loss);
 */
export async function* train(setup: TrainingSetup): AsyncGenerator<TrainingEvent> {
  const { model, dataset, run, seed, batchSize, signal } = setup;
  const { logEvery = 10, evaluateEvery, checkpointEvery } = setup;

  const phases = phasesOf(setup);
  const rng = createRng(seed).stream("training");
  const resumed = await run.resume(model.parameters, setup.resume);
  let state = resumed ?? beginPhase(phases[0] as ActivePhase, beginning(rng.state()));
  let phase = phases[phaseStart(state).index] as ActivePhase;
  let named = phase.name === undefined ? {} : { phase: phase.name };
  rng.restore(state.rng);
  let savedAt = state.step;

  const epochOf = (number: number) =>
    dataset.epoch("train", { batchSize, rng: createRng(seed).stream(`epoch ${number}`) });
  let epoch = epochOf(state.epoch);
  yield { kind: "start", step: state.step, batches: epoch.length };
  if (phase.name !== undefined) yield { kind: "phase", step: state.step, phase: phase.name };

  const yieldToHost = createYield();
  for (;;) {
    await yieldToHost();
    const due = state.evaluationDue === true;

    // End of an epoch: draw the next order.
    if (!due && state.index === epoch.length) {
      state = { ...state, epoch: state.epoch + 1, index: 0 };
      epoch = epochOf(state.epoch);
    }

    // Stop, with a checkpoint of the very state that stopped.
    const reached = due ? undefined : phaseEnd(phase, state);
    const ended = due ? undefined : runEnd(setup.until, state);
    const reason = signal?.aborted ? "stopped" : (ended ?? (phase.last ? reached : undefined));
    if (reason) {
      if (savedAt !== state.step) {
        const folder = await run.save(model.parameters, state);
        yield { kind: "checkpoint", step: state.step, folder };
      }
      for (const slot of state.optimizer.tensors.values()) slot.dispose();
      yield { kind: "end", step: state.step, reason };
      return;
    }

    // End of a phase: begin the next.
    if (reached) {
      phase = phases[phase.index + 1] as ActivePhase;
      state = beginPhase(phase, state);
      const name = phase.name as string;
      named = { phase: name };
      yield { kind: "phase", step: state.step, phase: name };
      continue;
    }

    // One update, unless an evaluation was interrupted.
    if (!due) {
      const batch = epoch.at(state.index);
      const context = { rng, training: true, step: state.step - phaseStart(state).step };
      const result = await phase.update.update(phase, state.optimizer, { batch, epoch }, context);
      const tokens = scoredTokens(batch);
      state = {
        ...state,
        step: state.step + 1,
        index: state.index + 1,
        window: extend(state.window, result.report, tokens),
        optimizer: result.state,
        rng: rng.state(),
      };
      yield { kind: "step", step: state.step, epoch: state.epoch, tokens };

      // Metrics.
      if (state.step % logEvery === 0) {
        const { step, epoch } = state;
        const metrics = { ...summarise(state.window, result.report.weight), ...named };
        const metricsBytes = await run.log({ kind: "train", step, epoch, ...metrics });
        state = { ...state, window: emptyWindow, metricsBytes };
        const { divergenceName } = phase.objective;
        const of = divergenceName === undefined ? {} : { divergenceName };
        yield { kind: "train", step, epoch, ...metrics, ...of };
      }
    }

    // Evaluation, and a checkpoint with what it found.
    const { evaluationDue: _, ...settled } = state;
    const { step } = settled;
    const evaluates = evaluateEvery ? step % evaluateEvery === 0 : state.index === epoch.length;
    if (evaluates) {
      const evaluation = await unlessAborted(
        evaluate({ ...setup, objective: phase.evaluation, split: "valid" }),
        signal,
      );
      if (!evaluation) {
        state = { ...state, evaluationDue: true };
        continue;
      }
      const best = evaluation.nll < (state.best?.nll ?? Number.POSITIVE_INFINITY);
      const optimizer = await phase.update.observe(phase, state.optimizer, evaluation.nll);
      const rule = phase.update.metrics?.(optimizer);
      const told = { ...(rule && { rule }), ...named };
      const metricsBytes = await run.log({ kind: "evaluation", step, ...evaluation, ...told });
      state = {
        ...settled,
        ...(best && { best: { step, nll: evaluation.nll } }),
        sinceBest: best ? 0 : state.sinceBest + 1,
        optimizer,
        metricsBytes,
      };
      yield { kind: "evaluation", step, evaluation, best, ...told };
      if (state.best && phase.update.advice(phase, optimizer) === "reload") {
        await run.loadStep(model.parameters, state.best.step);
        yield { kind: "reload", step, best: state.best.step };
      }
    }
    if (evaluates || (checkpointEvery && step % checkpointEvery === 0)) {
      savedAt = step;
      yield { kind: "checkpoint", step, folder: await run.save(model.parameters, state) };
    }
  }
}

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
