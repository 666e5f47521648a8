import type { Dataset, TrainingEvent } from "@textvae/core";
import { describeCorpus, describeEvent, describeTraining } from "@textvae/report/lines";
import type { Pace } from "@textvae/runs/measures";
import { SingleBar } from "cli-progress";
import type { Io } from "./io.ts";

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
