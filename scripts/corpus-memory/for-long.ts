import { startTraining, type TrainOptions } from "./training.ts";

/** Trains for so many seconds and prints memory each minute, then stops as an interruption does. */
export const trainFor = (seconds: number, options: Omit<TrainOptions, "steps">): Promise<void> =>
  new Promise((done, fail) => {
    const start = performance.now();
    let [step, speed] = ["0", ""];
    const lines: string[] = [];
    console.log("  minutes      step  tokens/s  memory MB  peak MB");
    const child = startTraining({ ...options, steps: 1_000_000_000 }, (line) => {
      lines.push(line);
      if (lines.length > 30) lines.shift();
      [, step = step, speed = speed] = /^step ([\d,]+) .* ([\d,]+) tokens\/s/.exec(line) ?? [];
      const [, memory, peak] = /^MEMORY (\S+) (\S+)/.exec(line) ?? [];
      if (memory === undefined) return;
      const minutes = ((performance.now() - start) / 60_000).toFixed(0);
      const megabytes = [memory, peak].map((kilobytes) => (Number(kilobytes) / 1000).toFixed(0));
      const cells = [minutes, step, speed, ...megabytes];
      console.log(cells.map((cell, i) => cell.padStart([9, 9, 9, 10, 8][i] as number)).join(" "));
    });
    const timer = setTimeout(() => child.kill("SIGINT"), 1000 * seconds);
    child.on("close", (code) => {
      clearTimeout(timer);
      if (code === 0 || code === 130) return done();
      fail(new Error(lines.join("\n")));
    });
  });
