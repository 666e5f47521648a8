import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@textvae/core";
import { afterAll, expect, test } from "vitest";
import { drawnCorpus } from "./drawn-corpus.ts";
import { root } from "./packages.ts";

/*
 * A run that was killed (SIGKILL) at four random moments and started again each time has the same
 * weights, optimiser state and metrics, byte for byte, as one that was left alone.
 */
const KILLS = 4;
const STEPS = 300;

const home = mkdtempSync(join(tmpdir(), "textvae-crash-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const data = drawnCorpus(join(home, "corpus"), { train: 120, valid: 20, test: 20 });

/** A run of 300 updates that evaluates and writes a checkpoint every few milliseconds. */
const train = (folder: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      ...["--conditions=@textvae/source", join(root, "packages/cli/src/bin.ts"), "train"],
      ...["--json", "--run", folder, "--data", data, "--steps", String(STEPS)],
      ..."--backend wasm --dim 3 --embedding 4 --hidden 8 --batch-size 10 --optimizer adam".split(
        " ",
      ),
      ..."--log-every 3 --checkpoint-every 7".split(" "),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );

const exit = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once("exit", resolve));

/** Kills a run some milliseconds after it printed so many lines; whether it was still running. */
const killAfter = async (child: ChildProcess, lines: number, delay: number): Promise<boolean> => {
  const exited = exit(child);
  let printed = 0;
  const reached = new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString().split("\n").length - 1;
      if (printed >= lines) resolve();
    });
  });
  await Promise.race([reached, exited]);
  await Promise.race([new Promise((resolve) => setTimeout(resolve, delay)), exited]);
  child.kill("SIGKILL");
  return (await exited) === null;
};

const lastCheckpoint = (folder: string) => {
  const place = join(folder, "checkpoints");
  const name = readdirSync(place).at(-1) as string;
  const read = (file: string) => readFileSync(join(place, name, file), "base64");
  return {
    name,
    weights: read("weights.safetensors"),
    optimizer: read("optimizer.safetensors"),
    state: read("state.json"),
  };
};

test("four kills at random moments change no byte of weights, optimiser or metrics", async () => {
  const [whole, killed] = [join(home, "whole"), join(home, "killed")];
  const undisturbed = train(whole);
  undisturbed.stdout?.resume();
  expect(await exit(undisturbed)).toBe(0);

  const uniforms = createRng(Number(process.env.TEXTVAE_CRASH_SEED ?? 1)).uniforms(2 * KILLS);
  let kills = 0;
  for (let i = 0; i < KILLS; i++) {
    const [u = 0, v = 0] = uniforms.subarray(2 * i, 2 * i + 2);
    if (await killAfter(train(killed), Math.ceil(8 * u), 15 * v)) kills++;
  }
  expect(kills).toBe(KILLS);
  const survivor = train(killed);
  survivor.stdout?.resume();
  expect(await exit(survivor)).toBe(0);

  expect(lastCheckpoint(killed)).toEqual(lastCheckpoint(whole));
  const metrics = (folder: string) => readFileSync(join(folder, "metrics.jsonl"), "utf8");
  expect(metrics(killed)).toBe(metrics(whole));
  expect(readdirSync(join(killed, "checkpoints"))).toEqual(readdirSync(join(whole, "checkpoints")));
}, 180_000);
