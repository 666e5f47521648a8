import { createPaceMeter } from "@textvae/runs/measures";
import { expect, test } from "vitest";
import { createProgress } from "../src/progress.ts";

const start = { kind: "start", step: 0, batches: 10 } as const;
const step = (n: number) => ({ kind: "step", step: n, epoch: 0, tokens: 50 }) as const;
const metrics = { loss: 9, reconstruction: 7, divergence: 2, weight: 1, perToken: 1 };
const trained = (n: number) => ({ kind: "train", step: n, epoch: 0, ...metrics }) as const;
const saved = (n: number) => ({ kind: "checkpoint", step: n, folder: "checkpoints/1" }) as const;

/** A meter whose clock the test moves. */
const meterAt = (until: { steps?: number; epochs?: number }) => {
  const clock = { now: 100 };
  const meter = createPaceMeter(until, () => clock.now);
  return (event: Parameters<typeof meter>[0], after = 0) => {
    clock.now += after;
    return meter(event);
  };
};

test("tokens per second leave evaluations and checkpoints out, the time left counts them", () => {
  const at = meterAt({ steps: 4 });
  at(start);
  at(step(1), 1);
  at(saved(1), 20);
  at(step(2), 1);
  const { tokensPerSecond, seconds, secondsLeft, totalSteps } = at(trained(2));
  expect(tokensPerSecond).toBe(50);
  expect(seconds).toBe(2);
  expect(secondsLeft).toBe(22);
  expect(totalSteps).toBe(4);
});

test("a run continued counts from where it began", () => {
  const at = meterAt({ epochs: 3 });
  at({ ...start, step: 20 });
  at(step(21), 2);
  expect(at(trained(21))).toMatchObject({ totalSteps: 30, secondsLeft: 18 });
});

test("without an end nothing is promised", () => {
  const at = meterAt({});
  at(start);
  at(step(1), 1);
  const pace = at(trained(1));
  expect(pace).not.toHaveProperty("secondsLeft");
  expect(pace.totalSteps).toBe(10);
  expect(at(step(11), 1).totalSteps).toBe(20);
});

test("an epoch that was seen whole tells what it took", () => {
  const at = meterAt({ epochs: 3 });
  at({ ...start, batches: 2, step: 1 });
  const of = (n: number, epoch: number) => ({ ...step(n), epoch });
  expect(at(of(2, 0), 1)).not.toHaveProperty("epoch"); // continued within it
  expect(at(of(3, 1), 1)).not.toHaveProperty("epoch");
  at(saved(3), 20);
  const pace = at(of(4, 1), 3);
  expect(pace.epoch).toEqual({ epoch: 1, steps: 2, tokens: 100, seconds: 4 });
  let told = "";
  const stderr = { write: (text: string) => (told += text) };
  createProgress({ stdout: stderr, stderr }, false).event(of(4, 1), pace);
  expect(told).toBe("step 4  epoch 2 took 4s: 2 updates, 100 tokens, 25 tokens/s\n");
});

const shown = (isTTY: boolean, json: boolean) => {
  let [out, err] = ["", ""];
  const stderr = Object.assign(
    { write: (text: string) => (err += text), isTTY },
    { columns: 200, cursorTo() {}, clearLine() {}, moveCursor() {}, on() {}, removeListener() {} },
  );
  const progress = createProgress(
    { stdout: { write: (text: string) => (out += text) }, stderr },
    json,
  );
  const at = meterAt({ steps: 4 });
  for (const [event, after] of [
    [start, 0],
    [step(1), 1],
    [trained(1), 0],
  ] as const) {
    progress.event(event, at(event, after));
  }
  progress.stop();
  return { out, err };
};

test("a bar on a terminal, a line elsewhere, objects with --json", () => {
  const numbers = /loss 9\.00 {2}rec\. 7\.00 {2}KL 2\.00 {2}50 tokens\/s {2}3s left/;
  const bar = shown(true, false).err;
  expect(bar).toMatch(/25% {2}step 1\/4/);
  expect(bar).toMatch(numbers);
  const lines = shown(false, false).err.trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(numbers);
  const objects = shown(true, true)
    .out.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(objects).toEqual([start, { ...trained(1), tokensPerSecond: 50, secondsLeft: 3 }]);
});
