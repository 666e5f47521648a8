import { TextvaeError } from "@textvae/core";
import { CommanderError } from "commander";
import type { Io } from "./io.ts";

/** What is said of an error: its code and one line, the stack only with `TEXTVAE_DEBUG=1`. */
export const reportError = (error: unknown, { stdout, stderr }: Io, json: boolean): void => {
  const { code, where, message } = describe(error);
  if (json) stdout.write(`${JSON.stringify({ kind: "error", code, where, message })}\n`);
  else stderr.write(`${code}  ${message}\n`);
  if (process.env.TEXTVAE_DEBUG === "1") stderr.write(`${(error as Error)?.stack}\n`);
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
  return { code: "INTERNAL", message: error instanceof Error ? error.message : String(error) };
};

const HELP = "expected a command; got none. See textvae --help.";
