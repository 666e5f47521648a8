import {
  createRng,
  type Dataset,
  type Resume,
  type Storage,
  TextvaeError,
  type TrainingEvent,
  train,
  unlessAborted,
} from "@textvae/core";
import type { Showing } from "@textvae/report";
import { listCheckpoints } from "@textvae/run-format";
import { trainedModel } from "@textvae/runs";
import { heldOut, interpolateSentences, itemsToTell, sentencesToAsk } from "@textvae/runs/asking";
import {
  createPaceMeter,
  lastStep,
  mendTimings,
  type Pace,
  readHistory,
  score,
  type Weights,
  watchCollapse,
  weightsAt,
} from "@textvae/runs/measures";
import { openForTraining, type Session, type TrainingRequest } from "./session.ts";

/** Who is told how a training goes on. */
export interface Teller {
  /** What is trained, before its first step. */
  begun?(session: Session, dataset: Dataset): void;
  event?(event: TrainingEvent, pace: Pace): void;
  /** What someone should know: mends, signs of collapse. */
  note?(line: string): void;
  /** How many items of which split are scored, at the end. */
  scoring?(dataset: Dataset, split: string): void;
}

/** How a run is trained beside what it is. */
export interface Training extends TrainingRequest {
  readonly resume?: Resume;
  /** Also writes event files for TensorBoard; where they are already, they are gone on with. */
  readonly events?: boolean;
  readonly tell?: Teller;
  /** When it fires, the run writes a checkpoint and ends. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of a training. */
export type Trainings =
  /** The run is past the step that it is to end at; nothing was changed. */
  | { readonly kind: "past"; readonly run: string; readonly step: number; readonly limit: number }
  | { readonly kind: "stopped"; readonly run: string; readonly step: number }
  /** Before the end that its plan has. */
  | { readonly kind: "paused"; readonly run: string; readonly step: number }
  | {
      readonly kind: "result";
      readonly run: string;
      readonly step: number;
      readonly reason: string;
      readonly showing: Showing;
      /** Path of the report. */
      readonly report: string;
      readonly notes: readonly string[];
    };

/**
 * Trains a run, or goes on with it, and ends with held-out numbers, ten samples, an interpolation and a
 * report, as `textvae train` does.
 *
 * @example
 * const trained = await trainRun({ run: "runs/first", file: { recipe: "nvrnn", steps: 100 } });
 */
export const trainRun = async (training: Training): Promise<Trainings> => {
  const { tell = {}, signal } = training;
  const session = await openForTraining(training);
  const { folder: run, plan, model } = session;
  try {
    const past = await stepsPast(session, training.resume);
    if (past) return { kind: "past", run, ...past };
    tell.begun?.(session, await session.dataset());

    const end = await runTraining(session, training);
    const { step, reason, notices } = end;
    if (reason === "stopped") return { kind: "stopped", run, step };
    if (session.pauses) return { kind: "paused", run, step };

    const weights = await weightsAt(session, await session.run.loadWeights(model.parameters));
    const showing = await unlessAborted(show(session, weights, training), signal);
    if (!showing) return { kind: "stopped", run, step };
    const { writeReport } = await import("./report-file.ts");
    const report = await writeReport(session, showing, notices);
    const notes = [...plan.notes, ...notices];
    return { kind: "result", run, step, reason, showing, report, notes };
  } finally {
    await session.unlock?.();
    model.dispose();
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

const stepsPast = async (
  { storage, config, plan, run, ...session }: Session,
  resume: Training["resume"],
): Promise<Past | undefined> => {
  const steps = await listCheckpoints(storage);
  if (steps.length === 0) return undefined;
  const epoch = (await session.dataset()).epoch("train", { batchSize: plan.batchSize });
  const limit = lastStep(config.until, epoch.length);
  if (limit === undefined) return undefined;
  for (const step of steps.filter((one) => one > limit).reverse()) {
    try {
      await run.progress(step); // a folder of that name is no checkpoint yet
      return { step, limit };
    } catch (error) {
      if (resume !== "last-good" || !(error instanceof TextvaeError)) throw error;
    }
  }
  return undefined;
};

const runTraining = async (
  session: Session,
  { resume, events: logged = false, tell = {}, signal }: Training,
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
    ...(resume && { resume }),
    ...(signal && { signal }),
  });
  const doctor = watchCollapse(await session.dataset());
  const log = await eventLog(storage, logged);
  const notices: string[] = [];
  const note = (line: string) => tell.note?.(line);
  let end: End = { step: 0, reason: "stopped", notices };
  for await (const event of events) {
    const now = pace(event);
    tell.event?.(event, now);
    if (event.kind === "start") {
      notices.push(...(event.notices ?? []));
      // Also tells of lines that are none before hours of training, not after.
      const history = await readHistory(storage);
      for (const line of await mendTimings(storage, event.step, history)) note(line);
      await log?.start(event.step, [...history.training, ...history.evaluations]);
    }
    const speed = event.kind === "train" && { "train/tokensPerSecond": now.tokensPerSecond };
    await log?.event(event, speed || {});
    if (event.kind === "evaluation") {
      for (const line of doctor(event.evaluation)) note(line);
    }
    if (event.kind === "train") {
      const { tokensPerSecond, seconds } = now;
      const line = {
        step: event.step,
        tokensPerSecond: Math.round(tokensPerSecond),
        seconds: Number(seconds.toFixed(3)),
      };
      await storage.append("timings.jsonl", new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    }
    if (event.kind === "start") await session.record?.();
    if (event.kind === "end") end = { step: event.step, reason: event.reason, notices };
  }
  return end;
};

/** TensorBoard's files beside a run, where they are asked for or there already. */
const eventLog = async (storage: Storage, asked: boolean) => {
  const { hasEvents, tensorboardLog } = await import("@textvae/tensorboard");
  return asked || (await hasEvents(storage)) ? tensorboardLog(storage) : undefined;
};

const show = async (
  session: Session,
  weights: Weights,
  { tell = {}, signal }: Training,
): Promise<Showing> => {
  const { model, plan, settings } = session;
  const dataset = await session.dataset();
  const split = heldOut(dataset);
  tell.scoring?.(dataset, split);
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
