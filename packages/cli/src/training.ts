import { createRng, type Storage, train, unlessAborted } from "@textvae/core";
import { type Showing, showInterpolation, showScores, showWeights } from "@textvae/report";
import { factsLine, formatted, printableLine } from "@textvae/report/text";
import { listCheckpoints } from "@textvae/run-format";
import { trainedModel } from "@textvae/runs";
import { heldOut, interpolateSentences, itemsToTell, sentencesToAsk } from "@textvae/runs/asking";
import {
  createPaceMeter,
  kindOfItems,
  lastStep,
  mendTimings,
  readHistory,
  score,
  type Weights,
  watchCollapse,
  weightsAt,
} from "@textvae/runs/measures";
import type { Flags } from "./command.ts";
import { INTERRUPTED } from "./interruption.ts";
import type { Io, Outcome } from "./io.ts";
import { createProgress, type Progress } from "./progress.ts";
import { writeReport } from "./report-file.ts";
import { openForTraining, type Session } from "./session.ts";

/** Trains, and ends with held-out numbers, ten samples, an interpolation and a report. */
export const trainRun = async (flags: Flags, io: Io): Promise<Outcome> => {
  const progress = createProgress(io, flags.json === true);
  let session: Session | undefined;
  try {
    session = await openForTraining(flags);
    const { folder, backend, plan, model } = session;
    const past = await stepsPast(session);
    if (past) return alreadyPast(folder, past);
    const item = kindOfItems(await session.dataset()).slice(0, -1);
    const parameters = [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
    if (backend.merit) progress.note(`auto takes ${backend.name}: ${backend.merit}`);
    progress.note(
      `run ${folder}\nbackend ${backend.name} (${factsLine(backend.facts)})  ${formatted(parameters)} parameters  losses in nats per ${item}`,
    );
    for (const note of plan.notes) progress.note(`note: ${note}`);
    progress.corpus(await session.dataset(), `${item}s`);

    const end = await runTraining(session, flags, io, progress);
    if (end.reason === "stopped") return stopped(folder, end.step);
    if (session.pauses) return paused(folder, end.step);

    const weights = await weightsAt(session, await session.run.loadWeights(model.parameters));
    const showing = await unlessAborted(show(session, weights, progress, io.signal), io.signal);
    if (!showing) return stopped(folder, end.step);
    const report = await writeReport(session, showing, end.notices);
    return finished(session, end, showing, report);
  } finally {
    await session?.unlock?.();
    session?.model.dispose();
    progress.stop();
  }
};

interface End {
  readonly step: number;
  readonly reason: string;
  /** What was known of it at the start. */
  readonly notices: readonly string[];
}

/** The last checkpoint of a run, and the earlier step that it is asked to end at. */
interface Past {
  readonly step: number;
  readonly limit: number;
}

const stepsPast = async ({
  storage,
  config,
  plan,
  ...session
}: Session): Promise<Past | undefined> => {
  const step = (await listCheckpoints(storage)).at(-1);
  if (step === undefined) return undefined;
  const epoch = (await session.dataset()).epoch("train", { batchSize: plan.batchSize });
  const limit = lastStep(config.until, epoch.length);
  return limit !== undefined && limit < step ? { step, limit } : undefined;
};

const alreadyPast = (run: string, { step, limit }: Past): Outcome => ({
  kind: "past",
  data: { run, step, limit },
  text: `${run} is at step ${step}, past step ${limit} that it is to end at; nothing was changed.\n--steps counts all updates of a run: go on with more, e.g. --steps ${2 * step}. Its numbers: textvae evaluate --run ${run}. Begin another run by a new name with --run.`,
});

const runTraining = async (
  session: Session,
  flags: Flags,
  { signal }: Io,
  progress: Progress,
): Promise<End> => {
  const { model, plan, run, storage, settings, config } = session;
  const pace = createPaceMeter(config.until);
  const { seed, logEvery, evaluateEvery, checkpointEvery } = settings;
  const events = train({
    ...plan,
    ...{ model, run, seed, logEvery },
    dataset: await session.dataset(),
    until: config.until,
    ...(evaluateEvery !== undefined && { evaluateEvery }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    ...(flags.resume === "last-good" && { resume: "last-good" }),
    ...(signal && { signal }),
  });
  const doctor = watchCollapse(await session.dataset());
  const log = await eventLog(storage, flags);
  const notices: string[] = [];
  let end: End = { step: 0, reason: "stopped", notices };
  for await (const event of events) {
    const now = pace(event);
    progress.event(event, now);
    if (event.kind === "start") {
      notices.push(...(event.notices ?? []));
      // Also tells of lines that are none before hours of training, not after.
      const history = await readHistory(storage);
      for (const line of await mendTimings(storage, event.step, history)) progress.note(line);
      await log?.start(event.step, [...history.training, ...history.evaluations]);
    }
    const speed = event.kind === "train" && { "train/tokensPerSecond": now.tokensPerSecond };
    await log?.event(event, speed || {});
    if (event.kind === "evaluation") {
      for (const line of doctor(event.evaluation)) progress.note(line);
    }
    if (event.kind === "train") {
      const line = { step: event.step, tokensPerSecond: Math.round(now.tokensPerSecond) };
      await storage.append("timings.jsonl", new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    }
    if (event.kind === "start") await session.record?.();
    if (event.kind === "end") end = { step: event.step, reason: event.reason, notices };
  }
  return end;
};

/** TensorBoard's files beside a run, where they are asked for or there already. */
const eventLog = async (storage: Storage, { log }: Flags) => {
  const { hasEvents, tensorboardLog } = await import("@textvae/tensorboard");
  return log === "tensorboard" || (await hasEvents(storage)) ? tensorboardLog(storage) : undefined;
};

const show = async (
  session: Session,
  weights: Weights,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<Showing> => {
  const { model, plan, settings } = session;
  const dataset = await session.dataset();
  const split = heldOut(dataset);
  progress.note(`evaluating ${formatted(dataset.size(split))} ${kindOfItems(dataset)} of ${split}`);
  const { seed } = settings;
  const stop = signal && { signal };
  const scores = await score({ model, dataset, split, objective: plan.evaluation, seed, ...stop });

  const rng = createRng(seed).stream("showing");
  const { evaluation: objective } = plan;
  const trained = trainedModel({ model, dataset, objective, recipe: settings.recipe, seed });
  const asking = { model: trained, dataset: async () => dataset };
  const told = await itemsToTell(asking, 10, undefined, rng);
  const options = { rng, batchSize: 10 };
  const samples = await trained.sample(10, { ...options, ...(told && { told }) });
  if (!model.parts.prior || !dataset.provides.includes("text")) {
    return { scores, samples, weights };
  }
  const items = await sentencesToAsk(asking, { count: 2, rng });
  const interpolation = await interpolateSentences(trained, items, { ...options, steps: 7 });
  return { scores, samples, interpolation, weights };
};

const stopped = (run: string, step: number): Outcome => ({
  kind: "stopped",
  data: { run, step },
  text: `stopped at step ${step}; continue with: textvae train --run ${run}`,
  exitCode: INTERRUPTED,
});

const paused = (run: string, step: number): Outcome => ({
  kind: "paused",
  data: { run, step },
  text: `paused at step ${step}, before the end that its plan has`,
});

const finished = (
  { folder, plan }: Session,
  end: End,
  showing: Showing,
  report: string,
): Outcome => {
  const { scores, samples, interpolation, weights } = showing;
  const notes = [...plan.notes, ...end.notices];
  return {
    kind: "result",
    data: {
      run: folder,
      step: end.step,
      reason: end.reason,
      ...showing,
      report,
      notes,
    },
    text: [
      `${showScores(scores)}\n  ${showWeights(weights)}`,
      ...notes.map((note) => `  note: ${note}`),
      ["samples", ...samples.map((sample) => `  ${printableLine(sample)}`)].join("\n"),
      ...(interpolation ? [showInterpolation(interpolation)] : []),
      `run     ${folder}\nreport  ${report}`,
    ].join("\n\n"),
  };
};
