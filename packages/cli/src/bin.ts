#!/usr/bin/env node
import process from "node:process";
import { main } from "./main.ts";

// The first interruption asks for a checkpoint, the second ends at once.
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
    process.stderr.write("\nstopping after this step; again to stop at once\n");
  });
}

const { stdout, stderr } = process;
process.exitCode = await main(process.argv.slice(2), {
  stdout,
  stderr,
  signal: interruption.signal,
});
