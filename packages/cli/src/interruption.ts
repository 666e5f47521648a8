import process from "node:process";
import { codeOf } from "@textvae/storage-node";

/** What a command is left with that was to save something and was interrupted, or not read to its end. */
export const INTERRUPTED = 130;

export interface Interruption {
  /** For who must save something before it ends: fires at the first interruption. */
  signal(): AbortSignal;
  /** What the process ends with in place of the command's own code, if output of it was lost. */
  exitCode(): number | undefined;
}

/**
 * Listens for what ends a command from outside: Ctrl-C, a request to end, a terminal that is closed, and
 * output that can't be written, because its reader has left (`head`) or the disk is full.
 *
 * A command that asked for `signal` saves a checkpoint then, whichever stream it was, and the process
 * ends with 130. Any other command ends at once by a signal; lost output does not stop it, and makes its
 * code 1 unless the reader had seen enough.
 */
export const listenForInterruptions = (): Interruption => {
  const { stdout, stderr } = process;
  let controller: AbortController | undefined;
  let lost: "stdout" | "stderr" | undefined;
  let full = false;

  const exitCode = () => {
    if (lost && controller) return INTERRUPTED;
    return lost === "stdout" && full ? 1 : undefined;
  };
  for (const [name, stream, other] of [
    ["stdout", stdout, stderr],
    ["stderr", stderr, undefined],
  ] as const) {
    stream.on("error", (error: Error) => {
      if (lost === name || lost === "stdout") return;
      lost = name;
      full = codeOf(error) !== "EPIPE";
      if (controller || full) other?.write(`${whyLost(error, full)}\n`);
      controller?.abort();
      process.exitCode = exitCode() ?? process.exitCode ?? 0;
    });
  }

  const signal = (): AbortSignal => {
    if (controller) return controller.signal;
    const created = new AbortController();
    controller = created;
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(name, () => {
        if (created.signal.aborted) process.exit(INTERRUPTED);
        created.abort();
        stderr.write("\nstopping; again to stop at once\n");
      });
    }
    if (lost) created.abort();
    return created.signal;
  };
  return { signal, exitCode };
};

const whyLost = (error: Error, full: boolean): string =>
  full
    ? `STORAGE  stdout: expected to write what was found; got ${error.message}. Free some space, or send it elsewhere.`
    : "nobody reads the output any more; stopping, with a checkpoint";
