import { printable } from "@textvae/report/text";
import type { Io, Output } from "./io.ts";

/** The same outputs, to which everything that commands write is made printable. */
export const printing = (io: Io): Io =>
  // Not a copy: asking for the signal takes over the interruptions of the process.
  Object.assign(Object.create(io) as Io, { stdout: made(io.stdout), stderr: made(io.stderr) });

const made = (output: Output): Output => ({
  write: (text) => output.write(printable(text)),
  ...(output.isTTY !== undefined && { isTTY: output.isTTY }),
  stream: output as unknown as NodeJS.WritableStream,
});
