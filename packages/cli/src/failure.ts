import { inspect } from "node:util";
import { TextvaeError } from "@textvae/core/options";
import { isSystemError, systemFailure } from "@textvae/storage-node";
import { CommanderError } from "commander";
import type { Io } from "./io.ts";
import { type ForeignFailure, foreignFailure } from "./plugin-failure.ts";

/** What is said of an error: its code and one line, stack and causes only with `TEXTVAE_DEBUG=1`. */
export const reportError = (error: unknown, { stdout, stderr }: Io, json: boolean): void => {
  const { code, where, message } = describe(error);
  if (json) stdout.write(`${JSON.stringify({ kind: "error", code, where, message })}\n`);
  else stderr.write(`${code}  ${message.replaceAll("\n", "\\n")}\n`);
  if (process.env.TEXTVAE_DEBUG === "1") stderr.write(`${inspect(error)}\n`);
};

interface Description {
  readonly code: string;
  readonly where?: string;
  readonly message: string;
}

const describe = (error: unknown): Description => {
  if (error instanceof TextvaeError) {
    return { code: error.code, where: error.where, message: error.message };
  }
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, "").replaceAll("\n", " ");
    return { code: "OPTION", message: error.code === "commander.help" ? HELP : message };
  }
  const foreign = foreignFailure(error);
  if (foreign) return describe(pluginError(foreign, error as Error));
  if (isSystemError(error)) {
    return describe(systemFailure(error.path ?? "files", error, "to read and write files"));
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "INTERNAL", message: `${message}. ${DEBUG}` };
};

const DEBUG = "TEXTVAE_DEBUG=1 shows where.";

/** What a plugin threw, with the place in its code. */
const pluginError = ({ plugin, frame }: ForeignFailure, cause: Error): TextvaeError =>
  new TextvaeError("PLUGIN", plugin, {
    expected: "code that does not throw",
    got: `${cause.name}: ${cause.message.replace(/\.$/, "")}, at ${frame}`,
    hint: DEBUG,
    cause,
  });

const HELP = "expected a command; got none. See textvae --help.";
