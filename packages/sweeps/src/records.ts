import { type Storage, TextvaeError } from "@textvae/core";
import { checks, type Engine } from "@textvae/run-format";
import type { ProcessError } from "./run-process.ts";

/** What is known of one run of a plan. */
export interface LineRecord {
  readonly name: string;
  /** The hash of its line: a record of another line counts for nothing. */
  readonly line: string;
  /**
   * `paused` at a rung, waiting for the others; `stopped` with a checkpoint; `early` where a rule ended it for
   * good; `failed` after its last try.
   */
  readonly state: "waiting" | "running" | "paused" | "stopped" | "early" | "done" | "failed";
  /** Tries of this start, without those that a request to stop ended. */
  readonly tries: number;
  readonly step: number;
  readonly error?: ProcessError;
  /** The engine that computed it last. */
  readonly engine?: Engine;
  /** The process that trains it. */
  readonly by?: { readonly host: string; readonly pid: number };
}

/** Records of the runs of a plan, each in a file of its own, so that machines don't meet in one. */
export interface Records {
  /** Undefined for a run that was not begun, and for one whose line is another now. */
  read(name: string, line: string): Promise<LineRecord | undefined>;
  write(record: LineRecord): Promise<void>;
  /** Asks whoever trains runs of the plan to stop, on whichever machine. */
  askToStop(id: string): Promise<void>;
  /** The last request to stop. */
  stopAsked(): Promise<string | undefined>;
}

const { aCount, aText, eachOf, exactly, fields, optional } = checks;

const anyOf =
  (...values: readonly string[]): checks.Check =>
  (value, path) =>
    values.includes(value as string) ? undefined : exactly(values[0])(value, path);

const aRecord = fields({
  name: aText,
  line: aText,
  state: anyOf("waiting", "running", "paused", "stopped", "early", "done", "failed"),
  tries: aCount,
  step: aCount,
  error: optional(fields({ code: aText, where: optional(aText), message: aText })),
  engine: optional(eachOf(aText)),
  by: optional(fields({ host: aText, pid: aCount })),
});

const STOP = "stop.json";
const fileOf = (name: string): string => `runs/${name}.json`;

/** The records that stand in a storage, such as the folder beside a plan. */
export const recordsIn = (storage: Storage): Records => {
  const jsonIn = async (path: string): Promise<unknown> => {
    if (!(await storage.exists(path))) return undefined;
    const text = new TextDecoder().decode(await storage.read(path));
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw damaged(path, "no JSON", cause);
    }
  };
  const write = (path: string, value: unknown) =>
    storage.write(path, new TextEncoder().encode(`${JSON.stringify(value)}\n`));

  return {
    async read(name, line) {
      const path = fileOf(name);
      const found = await jsonIn(path);
      if (found === undefined) return undefined;
      const problem = aRecord(found, "");
      if (problem) throw damaged(path, problem.got);
      const record = found as LineRecord;
      return record.line === line ? record : undefined;
    },
    write: (record) => write(fileOf(record.name), record),
    askToStop: (id) => write(STOP, { id }),
    async stopAsked() {
      const { id } = ((await jsonIn(STOP)) ?? {}) as { readonly id?: unknown };
      return typeof id === "string" ? id : undefined;
    },
  };
};

const damaged = (path: string, got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("STORAGE", path, {
    expected: "a record that textvae sweep wrote",
    got,
    hint: "Remove the file: the run goes on from its own folder.",
    cause,
  });
