import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What a line of output of a command with `--json` says. */
export interface ProcessEvent {
  readonly kind: string;
  readonly step?: number;
  readonly [member: string]: unknown;
}

export interface ProcessError {
  /** Of docs/errors.md, or `KILLED` for a process that a signal ended. */
  readonly code: string;
  readonly where?: string;
  readonly message: string;
}

/** How a process ended. */
export type ProcessEnd =
  /** It did what was asked; `result` is its last line. */
  | { readonly state: "done"; readonly step: number; readonly result: ProcessEvent }
  /** It was told to stop, and left a checkpoint. */
  | { readonly state: "stopped"; readonly step: number }
  | {
      readonly state: "failed";
      readonly error: ProcessError;
      /** Whether another try may end otherwise. */
      readonly again: boolean;
    };

export interface ProcessOptions {
  /** What starts textvae, e.g. `["textvae"]`, or Node and a file. */
  readonly command: readonly string[];
  /** What follows on its command line. */
  readonly words: readonly string[];
  /** When it fires, the process is asked to end. */
  readonly signal?: AbortSignal;
  /** Milliseconds that it may take to end before it is killed. Default one minute. */
  readonly grace?: number;
  /** Told of every line that the process prints. */
  readonly onEvent?: (event: ProcessEvent) => void;
  /** Told of the process once it has one. */
  readonly onStart?: (pid: number) => void;
}

const MINUTE = 60_000;

/** Errors of circumstances; any other is of the configuration or the data, and comes again. */
const PASSING = new Set(["STORAGE", "LOCKED", "DEVICE_LOST", "OUT_OF_MEMORY", "KILLED"]);

/**
 * Runs textvae in a process of its own. It has its own group, so that Ctrl-C reaches it through `signal` alone.
 * Does not throw: what goes wrong is how it ended.
 */
export const runProcess = async (options: ProcessOptions): Promise<ProcessEnd> => {
  const { command, words, signal, grace = MINUTE, onStart } = options;
  if (signal?.aborted) return { state: "stopped", step: 0 };
  const [program = "textvae", ...first] = command;
  const child = spawn(program, [...first, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
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

const watched = (child: ChildProcess, { onEvent }: ProcessOptions): Promise<ProcessEnd> =>
  new Promise((resolve) => {
    let [last, told]: [ProcessEvent | undefined, string] = [undefined, ""];
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
  readonly last: ProcessEvent | undefined;
  readonly step: number;
  /** The end of what it said to people. */
  readonly told: string;
}

const endOf = ({ code, signal, last, step, told }: Ending): ProcessEnd => {
  if (code === 0 && last) return { state: "done", step, result: last };
  if (code === INTERRUPTED) return { state: "stopped", step };
  if (last?.kind === "error") {
    const { code, where, message } = last as unknown as ProcessError;
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

const eventIn = (line: string): ProcessEvent | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    const { kind } = (value ?? {}) as Partial<ProcessEvent>;
    return typeof kind === "string" ? (value as ProcessEvent) : undefined;
  } catch {
    return undefined;
  }
};
