/*
 * What `textvae train --plan FILE --index N --json` looks like from outside, in a blink. The name of a run says
 * how it behaves. Each start leaves a line in `starts` of the run's folder.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const flag = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
const line = JSON.parse(readFileSync(flag("plan"), "utf8").split("\n")[Number(flag("index"))]);
const until = process.argv.includes("--steps") ? Number(flag("steps")) : line.config.steps;
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
mkdirSync(`${line.run}/checkpoints`, { recursive: true });
appendFileSync(`${line.run}/starts`, `${until}\n`);
const starts = readFileSync(`${line.run}/starts`, "utf8").split("\n").length - 1;
const deaths = Number(/dies-(\d+)/.exec(line.name)?.[1] ?? 0);

tell({ kind: "start", step: 0 });
if (line.name.includes("bad")) {
  tell({ kind: "error", code: "CONFIG", where: "config.json", message: "config.json: damaged" });
  process.exit(1);
}
if (line.name.includes("held") && starts < 6) {
  tell({ kind: "error", code: "LOCKED", message: "another process trains" });
  process.exit(1);
}
if (starts <= deaths) process.kill(process.pid, "SIGKILL");
if (line.name.includes("slow")) {
  process.on("SIGTERM", () => {
    tell({ kind: "end", step: 4, reason: "stopped" });
    process.exit(130);
  });
  setInterval(() => tell({ kind: "train", step: 4, perToken: 2 }), 5);
} else {
  const evaluation = { step: until, items: 1, tokens: 1, nll: line.config.seed, ppl: 1 };
  const rest = { reconstruction: 1, divergence: 0, estimator: { name: "ELBO", bound: true } };
  const event = { kind: "evaluation", ...evaluation, ...rest };
  appendFileSync(`${line.run}/metrics.jsonl`, `${JSON.stringify(event)}\n`);
  writeFileSync(`${line.run}/config.json`, "{}");
  tell({ kind: until < line.config.steps ? "paused" : "result", step: until });
}
