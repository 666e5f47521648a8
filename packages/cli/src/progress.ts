import type { Dataset, TrainingEvent } from "@textvae/core";
import { describeCorpus } from "@textvae/report";
import { formatted } from "@textvae/report/text";
import { SingleBar } from "cli-progress";
import { describeContinuation } from "./engine.ts";
import { duration, type Io } from "./io.ts";
import type { EpochPace, Pace } from "./pace.ts";

/** Shows a run while it goes on. */
export interface Progress {
  event(event: TrainingEvent, pace: Pace): void;
  /** What the corpus holds. */
  corpus(dataset: Pick<Dataset, "account" | "notes">, items: string): void;
  /** A line beside the running display. */
  note(text: string): void;
  stop(): void;
}

/** A bar on a terminal, plain lines elsewhere, a line of JSON per event with `--json`. */
export const createProgress = (io: Io, json: boolean): Progress => {
  if (json) return jsonLines(io);
  return io.stderr.isTTY ? bar(io) : plainLines(io);
};

const jsonLines = ({ stdout }: Io): Progress => ({
  event(event, { tokensPerSecond, secondsLeft, epoch }) {
    if (epoch) stdout.write(`${JSON.stringify({ kind: "epoch", step: event.step, ...epoch })}\n`);
    if (event.kind === "step") return;
    const timing = event.kind === "train" ? { tokensPerSecond, secondsLeft } : {};
    stdout.write(`${JSON.stringify({ ...event, ...timing })}\n`);
  },
  corpus({ account, notes }, items) {
    stdout.write(`${JSON.stringify({ kind: "data", items, account, notes })}\n`);
  },
  note() {},
  stop() {},
});

const plainLines = ({ stderr }: Io): Progress => ({
  event(event, pace) {
    const line = describeEvent(event, pace);
    if (line !== undefined) stderr.write(`${line}\n`);
  },
  corpus(dataset, items) {
    for (const line of describeCorpus(dataset, items))
      stderr.write(`${line}
`);
  },
  note: (text) => stderr.write(`${text}\n`),
  stop() {},
});

const describeEvent = (event: TrainingEvent, pace: Pace): string | undefined => {
  if (pace.epoch) return `step ${event.step}  ${describeEpoch(pace.epoch)}`;
  switch (event.kind) {
    case "start":
      return `${notesOf(event)
        .map((line) => `${line}\n`)
        .join(
          "",
        )}${event.step > 0 ? "continuing at" : "starting at"} step ${event.step}, ${event.batches} batches per epoch`;
    case "phase":
      return `step ${event.step}  phase ${event.phase}`;
    case "reload":
      return `step ${event.step}  learning rate decays, back to the weights of step ${event.best}`;
    case "train":
      return `step ${event.step}  epoch ${event.epoch + 1}  ${describeTraining(event, pace)}`;
    case "evaluation":
      return `step ${event.step}  ${describeEvaluation(event)}`;
    case "checkpoint":
      return `step ${event.step}  checkpoint ${event.folder}`;
    default:
      return undefined;
  }
};

const notesOf = ({
  mended = [],
  continued,
  notices = [],
}: TrainingEvent & { kind: "start" }): string[] => {
  const told = continued && describeContinuation(continued);
  const ahead = notices.map((notice) => `note: ${notice}`);
  return [...mended, ...(told === undefined ? [] : [told]), ...ahead];
};

const describeEpoch = ({ epoch, steps, tokens, seconds }: EpochPace): string =>
  `epoch ${epoch + 1} took ${duration(seconds)}: ${formatted(steps)} updates, ${formatted(tokens)} tokens, ${formatted(tokens / seconds)} tokens/s`;

const describeTraining = (
  event: TrainingEvent & { kind: "train" },
  { tokensPerSecond, secondsLeft }: Pace,
): string =>
  [
    ...(event.phase === undefined ? [] : [event.phase]),
    `loss ${formatted(event.loss, 2)}`,
    `rec. ${formatted(event.reconstruction, 2)}`,
    `${event.divergenceName ?? "KL"} ${formatted(event.divergence, 2)}`,
    `${formatted(tokensPerSecond)} tokens/s`,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join("  ");

const describeEvaluation = ({
  evaluation,
  best,
  rule = {},
}: TrainingEvent & { kind: "evaluation" }): string => {
  const { split, nll, ppl, divergence, divergenceName = "KL", estimator } = evaluation;
  const bound = estimator.bound ? "" : ", not a bound";
  const numbers = `NLL ${formatted(nll, 2)}  PPL ${formatted(ppl, 2)}  ${divergenceName} ${formatted(divergence, 2)}`;
  const told = Object.entries(rule).map(([name, value]) => `  ${name} ${formatted(value, 2)}`);
  return `${split}  ${numbers}  (${estimator.name}${bound})${told.join("")}${best ? "  best so far" : ""}`;
};

const bar = ({ stderr }: Io): Progress => {
  const running = new SingleBar({
    format: "{bar} {percentage}%  step {value}/{total}  {training}",
    barsize: 20,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    linewrap: false,
    stopOnComplete: false,
    clearOnComplete: true,
    gracefulExit: false,
    stream: (stderr.stream ?? stderr) as NodeJS.WritableStream,
  });
  let started = false;
  let shown = { step: 0, total: 1, training: "" };
  const redraw = () => {
    if (started) {
      running.setTotal(shown.total);
      running.update(shown.step, { training: shown.training });
    } else {
      running.start(shown.total, shown.step, { training: shown.training });
      started = true;
    }
  };
  const pause = () => {
    if (started) running.stop();
    started = false;
  };
  const note = (text: string) => {
    pause();
    stderr.write(`${text}\n`);
  };
  return {
    event(event, pace) {
      if (pace.epoch || ["start", "phase", "evaluation", "reload"].includes(event.kind)) {
        note(describeEvent(event, pace) as string);
      }
      if (event.kind === "end") return pause();
      const training = event.kind === "train" ? describeTraining(event, pace) : shown.training;
      shown = { step: event.step, total: pace.totalSteps, training };
      redraw();
    },
    corpus: (dataset, items) => describeCorpus(dataset, items).forEach(note),
    note,
    stop: pause,
  };
};
