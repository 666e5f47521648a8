import { spawnSync } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import process from "node:process";
import { COMMAND } from "../test/sweep-deaths.ts";

/** A command that was run to its end. */
export interface Timed {
  readonly seconds: number;
  /** Of processors, of the command and all that it started. */
  readonly cpu: number;
  readonly stdout: string;
}

/** Runs textvae and takes its time, its start among it. */
export const timed = (...words: readonly string[]): Timed => {
  const start = performance.now();
  const shell = 'TIMEFORMAT="cpu %U %S"; time "$@"';
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", shell, "textvae", ...COMMAND, ...words],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    },
  );
  const seconds = (performance.now() - start) / 1000;
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(stderr) ?? [];
  if (status !== 0) throw new Error(`${words}: ${stdout.slice(-500)}${stderr.slice(-500)}`);
  return { seconds, cpu: Number(user) + Number(system), stdout };
};

export interface Pairs {
  readonly pairs: number;
  /** What each is called. */
  readonly names: readonly [one: string, many: string];
  one(): Timed;
  many(): Timed;
  /** Throws where they did not do the same. */
  same(one: Timed, many: Timed): void;
}

/** How much faster the second of two commands is than the first, in pairs that take turns. */
export const inPairs = ({ pairs, names, one, many, same }: Pairs): void => {
  const ratios: number[] = [];
  const told = (name: string, { seconds, cpu }: Timed) =>
    `${name} ${seconds.toFixed(1)} s (${cpu.toFixed(1)} of processors)`;
  for (let pair = 1; pair <= pairs; pair++) {
    // Who goes first in a pair goes second in the next.
    const before = pair % 2 === 0 ? many() : undefined;
    const alone = one();
    const shared = before ?? many();
    same(alone, shared);
    const ratio = alone.seconds / shared.seconds;
    ratios.push(ratio);
    process.stdout.write(
      `${told(names[0], alone)}, ${told(names[1], shared)}: ${ratio.toFixed(2)} x\n`,
    );
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const [least, median, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((at) =>
    sorted[at]?.toFixed(2),
  );
  process.stdout.write(
    `median ${median} x, ${least} to ${most}; the same result; load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores\n`,
  );
};
