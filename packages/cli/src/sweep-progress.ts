import process from "node:process";
import {
  describeCounts,
  describeLineEvent,
  describeRun,
  endOfSweep,
  type LineRecord,
  type ProcessEvent,
} from "@textvae/sweeps";
import type { Io } from "./io.ts";

/** Shows the runs of a sweep while they go on. */
export interface SweepProgress {
  change(record: LineRecord): void;
  event(name: string, event: ProcessEvent): void;
  stop(): void;
}

/** A line for each run that is trained and one for all on a terminal, plain lines elsewhere. */
export const createSweepProgress = (io: Io, json: boolean, total: number): SweepProgress => {
  if (json) {
    return {
      change: (record) => io.stdout.write(`${JSON.stringify({ kind: "run", ...record })}\n`),
      event: () => {},
      stop: () => {},
    };
  }
  return io.stderr.isTTY ? drawnLines(io, total) : plainLines(io, total);
};

/** What is known of each run, and how all of them stand in a line. */
const standing = (total: number) => {
  const known = new Map<string, LineRecord>();
  const whole = () => {
    const waiting = total - known.size;
    const { counts } = endOfSweep([...known.values()]);
    return describeCounts({
      ...counts,
      ...(waiting + (counts.waiting ?? 0) > 0 && { waiting: waiting + (counts.waiting ?? 0) }),
    });
  };
  return { known, whole };
};

const plainLines = ({ stderr }: Io, total: number): SweepProgress => {
  const { known, whole } = standing(total);
  return {
    change(record) {
      known.set(record.name, record);
      stderr.write(`${describeRun(record)}  (${whole()})\n`);
    },
    event: () => {},
    stop: () => {},
  };
};

const drawnLines = ({ stderr }: Io, total: number): SweepProgress => {
  const { known, whole } = standing(total);
  const latest = new Map<string, string>();
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) stderr.write(`\u001b[${drawn}F\u001b[J`);
    drawn = 0;
  };
  const draw = () => {
    clear();
    const running = [...known.values()].filter(({ state }) => state === "running");
    const lines = [
      ...running.map(({ name }) => `${name}  ${latest.get(name) ?? "starts"}`),
      whole(),
    ].map((line) => line.slice(0, (process.stderr.columns ?? 80) - 1));
    stderr.write(`${lines.join("\n")}\n`);
    drawn = lines.length;
  };
  return {
    change(record) {
      known.set(record.name, record);
      if (record.state !== "running") {
        clear();
        stderr.write(`${describeRun(record)}\n`);
      }
      draw();
    },
    event(name, event) {
      const told = describeLineEvent(event);
      if (told === undefined) return;
      latest.set(name, told);
      draw();
    },
    stop: clear,
  };
};
