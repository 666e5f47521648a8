#!/usr/bin/env node
import process from "node:process";
import type { Io } from "./io.ts";
import { main } from "./main.ts";
import { pipedBytes } from "./piped.ts";

const { stdout, stderr } = process;

// A reader that has seen enough, such as `head`, is no failure.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

/** Where training asks to be told of interruptions; any other command they end at once. */
const io: Io = {
  stdout,
  stderr,
  stdin: pipedBytes,
  get signal() {
    return interruption();
  },
};

let controller: AbortController | undefined;

/** The first interruption asks for a checkpoint, the second ends at once. */
const interruption = (): AbortSignal => {
  if (controller) return controller.signal;
  const created = new AbortController();
  controller = created;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (created.signal.aborted) process.exit(130);
      created.abort();
      stderr.write("\nstopping, with a checkpoint; again to stop at once\n");
    });
  }
  return created.signal;
};

process.exitCode = await main(process.argv.slice(2), io);
