// `pnpm two-hosts [--repetitions 20]`: two commands train one folder at one instant, each on a host of its own:
// namespaces of host name, network and processes, made by `unshare`, so that neither can ask whether the other
// lives. One trains and the other is refused. Then the one that trains is stopped past its lease, the other goes
// on, and the first writes nothing when it wakes. What stands in the end is what one command alone leaves.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { drawnCorpus } from "../test/drawn-corpus.ts";
import { bytesOf } from "../test/sweep-deaths.ts";
import { quickCommand } from "./quick-command.ts";

const { values } = parseArgs({ options: { repetitions: { type: "string", default: "20" } } });
const LEASE = 2;
const [STEPS, MANY] = ["40", "1000000"];
const command = await quickCommand();
const home = mkdtempSync(join(tmpdir(), "textvae-hosts-"));
const data = drawnCorpus(join(home, "corpus"), { train: 60, valid: 10, test: 10 });
const SIZE =
  "--backend wasm --embedding 4 --hidden 6 --batch-size 10 --log-every 5 --checkpoint-every 10";
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Host {
  readonly child: ChildProcess;
  /** What it printed and ended with. */
  readonly end: Promise<{ readonly code: number | null; readonly last: Record<string, unknown> }>;
  /** Its process as this machine numbers it. */
  pid(): number;
}

/** `textvae train` of a folder on a host of that name. */
const trainOn = (host: string, run: string, steps: string): Host => {
  const flags = `${SIZE} --steps ${steps} --lease ${LEASE} --json`.split(" ");
  const inner = [...command, "train", ...flags, "--data", data, "--run", run];
  const apart = ["--uts", "--net", "--pid", "--fork", "--mount-proc"];
  const named = ["sh", "-c", `hostname ${host}; exec "$@"`, "sh"];
  const child = spawn("unshare", [...apart, ...named, ...inner], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  const end: Host["end"] = new Promise((resolve) =>
    child.on("close", (code) =>
      resolve({ code, last: JSON.parse(out.trim().split("\n").at(-1) ?? "{}") }),
    ),
  );
  const children = `/proc/${child.pid}/task/${child.pid}/children`;
  return { child, end, pid: () => Number(readFileSync(children, "utf8").split(" ")[0]) };
};

const checkpointsOf = (run: string): string[] => {
  try {
    return readdirSync(join(run, "checkpoints")).sort();
  } catch {
    return [];
  }
};

const atOnce = async (run: string): Promise<string | undefined> => {
  const ends = await Promise.all(["athens", "sparta"].map((host) => trainOn(host, run, STEPS).end));
  const [ended, refused] = ends.toSorted((a, b) => Number(a.code) - Number(b.code));
  // Who comes when the other has ended finds nothing to do.
  const fine = refused?.code === 0 || refused?.last.code === "LOCKED";
  if (ended?.code === 0 && fine) return undefined;
  return `two at once: ${JSON.stringify(ends)}`;
};

/** Trains where it is refused as long as another's lease has not run out. */
const untilLet = async (...asked: Parameters<typeof trainOn>): Host["end"] => {
  for (;;) {
    const ended = await trainOn(...asked).end;
    if (ended.last.code !== "LOCKED") return ended;
  }
};

const asleep = async (run: string): Promise<string | undefined> => {
  const first = trainOn("athens", run, MANY);
  while (checkpointsOf(run).length === 0) await wait(20);
  const pid = first.pid();
  process.kill(pid, "SIGSTOP");
  const reached = Number(checkpointsOf(run).at(-1));
  const second = await untilLet("sparta", run, String(reached + 20));
  const then = bytesOf({ run });
  process.kill(pid, "SIGCONT");
  const woken = await first.end;
  if (second.code !== 0) return `the second: ${JSON.stringify(second)}`;
  if (woken.last.code !== "LOCKED") return `the first: ${JSON.stringify(woken)}`;
  return bytesOf({ run }) === then ? undefined : "the first wrote when it woke";
};

let wrong = 0;
try {
  const alone = join(home, "alone");
  const { code } = await trainOn("alone", alone, STEPS).end;
  if (code !== 0) throw new Error(`the run alone ended with ${code}`);
  const whole = bytesOf({ run: alone });
  for (let n = 1; n <= Number(values.repetitions); n++) {
    const [together, frozen] = [join(home, `together-${n}`), join(home, `frozen-${n}`)];
    const other = () => (bytesOf({ run: together }) === whole ? undefined : "other weights");
    const found = (await atOnce(together)) ?? other() ?? (await asleep(frozen));
    if (found) wrong++;
    process.stdout.write(`repetition ${n}: ${found ?? "one trained, one was refused"}\n`);
    for (const run of [together, frozen]) rmSync(run, { recursive: true });
  }
  process.stdout.write(`${wrong} of ${values.repetitions} repetitions are wrong\n`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
process.exitCode = wrong > 0 ? 1 : 0;
