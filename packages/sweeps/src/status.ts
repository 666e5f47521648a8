import { hostname } from "node:os";
import process from "node:process";
import type { Storage } from "@textvae/core";
import { lineDigest, type PlanLine } from "./plan-line.ts";
import type { LineRecord, Records } from "./records.ts";
import { stepIn } from "./run-folder.ts";

/** A plan, what is known of its runs, and what opens their folders. */
export interface Sweep {
  readonly lines: readonly PlanLine[];
  readonly records: Records;
  readonly open: (folder: string) => Promise<Storage>;
}

export interface RunStatus extends LineRecord {
  /** Folder of the run. */
  readonly run: string;
  /** Updates of its whole length, where its line says. */
  readonly steps?: number;
  /** Whether it stopped because a process of this machine died. */
  readonly abandoned?: true;
}

/** What has become of each run of a plan, in its order. */
export const statusOf = ({ lines, records, open }: Sweep): Promise<readonly RunStatus[]> =>
  Promise.all(
    lines.map(async (line) => {
      const digest = await lineDigest(line);
      const { name, run, config } = line;
      const found = (await records.read(name, digest)) ?? {
        ...{ name, line: digest, state: "waiting" as const, tries: 0, step: 0 },
      };
      const step = (await stepIn(open, run)) ?? found.step;
      const steps = config.steps === undefined ? {} : { steps: config.steps };
      const left = isAbandoned(found) ? ({ state: "stopped", abandoned: true } as const) : {};
      return { ...found, ...left, run, step, ...steps };
    }),
  );

const isAbandoned = ({ state, by }: LineRecord): boolean => {
  if (state !== "running" || by?.host !== hostname()) return false;
  try {
    process.kill(by.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
};
