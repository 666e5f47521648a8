import { duration } from "@textvae/report/text";
import type { Watch } from "@textvae/runs/measures";
import type { Io } from "./io.ts";

/** Shows nothing. */
const unwatched: Watch = (_, run) => run(() => {});

// Before the first line, and between two, where there is no terminal.
const SECONDS = 10;

/** A bar on a terminal, now and then a line elsewhere, nothing with `--json`. */
export const createWatch = ({ stderr }: Io, json: boolean): Watch => {
  if (json) return unwatched;
  return stderr.isTTY
    ? withBar((stderr.stream ?? stderr) as NodeJS.WritableStream)
    : withLines(stderr);
};

const withBar =
  (stream: NodeJS.WritableStream): Watch =>
  async (what, run) => {
    const { SingleBar } = await import("cli-progress");
    const bar = new SingleBar({
      format: `{bar} {percentage}%  ${what}  {left}`,
      barsize: 20,
      barCompleteChar: "█",
      barIncompleteChar: "░",
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      stream,
    });
    const left = timeLeft();
    bar.start(1, 0, { left: "" });
    try {
      return await run((done) => bar.update(done, { left: left(done) }));
    } finally {
      bar.stop();
    }
  };

const withLines =
  (stderr: Io["stderr"]): Watch =>
  (what, run) => {
    const left = timeLeft();
    let told = performance.now();
    return run((done) => {
      const rest = left(done);
      if (performance.now() - told < 1000 * SECONDS || done === 1) return;
      told = performance.now();
      stderr.write(`${what}: ${Math.round(100 * done)}%${rest && `, ${rest}`}\n`);
    });
  };

/** `3m 05s left`, at the pace since the first time that it was asked; empty then. */
const timeLeft = (): ((done: number) => string) => {
  let first: { readonly at: number; readonly done: number } | undefined;
  return (done) => {
    first ??= { at: performance.now(), done };
    const [share, seconds] = [done - first.done, (performance.now() - first.at) / 1000];
    return share > 0 ? `${duration((seconds * (1 - done)) / share)} left` : "";
  };
};
