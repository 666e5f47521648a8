import process from "node:process";
import { reportError } from "./failure.ts";
import { listenForInterruptions } from "./interruption.ts";
import { main } from "./main.ts";
import { pipedBytes } from "./piped.ts";

const { stdout, stderr } = process;
const argv = process.argv.slice(2);

// Deep enough to see a plugin behind the frames of tfjs.
Error.stackTraceLimit = 100;
process.on("uncaughtException", (error) => {
  reportError(error, { stdout, stderr }, argv.includes("--json"));
  process.exit(1);
});

const interruption = listenForInterruptions();
const code = await main(argv, {
  stdout,
  stderr,
  stdin: pipedBytes,
  get signal() {
    return interruption.signal();
  },
});
process.exitCode = interruption.exitCode() ?? code;
