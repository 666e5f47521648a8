import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a line of output of `textvae train --json` says. */
export interface LineEvent {
  readonly kind: string;
  readonly step?: number;
  readonly [member: string]: unknown;
}

export interface LineError {
  /** Of docs/errors.md, or `KILLED` for a process that a signal ended. */
  readonly code: string;
  readonly where?: string;
  readonly message: string;
}

/** How the process of a run ended. */
export type LineEnd =
  /** It is trained, as far as was asked. */
  | { readonly state: "done"; readonly step: number; readonly result: LineEvent }
  /** It was told to stop, and left a checkpoint. */
  | { readonly state: "stopped"; readonly step: number }
  | {
      readonly state: "failed";
      readonly error: LineError;
      /** Whether another try may end otherwise. */
      readonly again: boolean;
    };

export interface RunLineOptions {
  /** File of the plan. */
  readonly plan: string;
  /** Which line of it, counted from 0. */
  readonly index: number;
  /** What starts textvae, e.g. `["textvae"]`, or Node and a file. */
  readonly command: readonly string[];
  /** Updates after which it pauses; without it the run ends where its line says. */
  readonly until?: number;
  /** Threads of its backend, which change no number. */
  readonly threads?: number;
  /** When it fires, the run writes a checkpoint and ends. */
  readonly signal?: AbortSignal;
  /** Milliseconds that it may take to stop before it is killed. Default one minute. */
  readonly grace?: number;
  /** Told of every line that the process prints: start, train, evaluation, checkpoint, end … */
  readonly onEvent?: (event: LineEvent) => void;
  /** Told of the process once it has one. */
  readonly onStart?: (pid: number) => void;
}

const MINUTE = 60_000;

/** Errors of circumstances; any other is of the configuration or the data, and comes again. */
const PASSING = new Set(["STORAGE", "LOCKED", "DEVICE_LOST", "OUT_OF_MEMORY", "KILLED"]);

/**
 * Trains one line of a plan in a process of its own, `textvae train --plan FILE --index N`. A run that is
 * there goes on. The process has its own group, so that Ctrl-C reaches it through `signal` alone; where
 * this process dies, its output can't be read any more, and it ends with a checkpoint.
 *
 * It does not throw: what goes wrong is how it ended.
 *
 * @example
 * const end = await runLine({ plan: "sweeps/k.jsonl", index: 3, command: ["textvae"], onEvent: console.log });
 */
export const runLine = async (options: RunLineOptions): Promise<LineEnd> => {
  const { signal, grace = MINUTE, onStart } = options;
  if (signal?.aborted) return { state: "stopped", step: 0 };
  const child = start(options);
  if (child.pid !== undefined) onStart?.(child.pid);
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    killing = setTimeout(() => child.kill("SIGKILL"), grace);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await watched(child, options);
  } finally {
    clearTimeout(killing);
    signal?.removeEventListener("abort", stop);
  }
};

const start = ({ command, plan, index, until, threads }: RunLineOptions): ChildProcess => {
  const [program = "textvae", ...first] = command;
  const flags = {
    plan,
    index,
    ...(until !== undefined && { steps: until }),
    ...(threads !== undefined && { threads }),
  };
  const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  return spawn(program, [...first, "train", ...words, "--json"], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
};

const watched = (child: ChildProcess, { onEvent }: RunLineOptions): Promise<LineEnd> =>
  new Promise((resolve) => {
    let [last, told]: [LineEvent | undefined, string] = [undefined, ""];
    let step = 0;
    if (child.stdout) {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const event = eventIn(line);
        if (!event) return;
        last = event;
        step = event.step ?? step;
        onEvent?.(event);
      });
    }
    child.stderr?.on("data", (bytes: Buffer) => {
      told = `${told}${bytes}`.slice(-2000);
    });
    child.once("error", (error) => {
      const { message } = error;
      resolve({ state: "failed", again: false, error: { code: "INTERNAL", message } });
    });
    child.once("close", (code, signal) => resolve(endOf({ code, signal, last, step, told })));
  });

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly last: LineEvent | undefined;
  readonly step: number;
  /** The end of what it said to people. */
  readonly told: string;
}

const endOf = ({ code, signal, last, step, told }: Ending): LineEnd => {
  if (code === 0 && last) return { state: "done", step, result: last };
  if (code === INTERRUPTED) return { state: "stopped", step };
  if (last?.kind === "error") {
    const { code, where, message } = last as unknown as LineError;
    const error = { code, ...(where !== undefined && { where }), message };
    return { state: "failed", again: PASSING.has(code), error };
  }
  const message = told.trim().split("\n").at(-1) || `it ended with ${signal ?? `code ${code}`}`;
  const error = signal
    ? { code: "KILLED", message: `its process was ended by ${signal}` }
    : { code: "INTERNAL", message };
  return { state: "failed", again: true, error };
};

/** What the command ends with that wrote a checkpoint because it was told to stop. */
const INTERRUPTED = 130;

const eventIn = (line: string): LineEvent | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    const { kind } = (value ?? {}) as Partial<LineEvent>;
    return typeof kind === "string" ? (value as LineEvent) : undefined;
  } catch {
    return undefined;
  }
};
