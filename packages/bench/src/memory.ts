import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { wasm } from "@textvae/backend-wasm";
import { largeVocabularies, step } from "./cases/step.ts";
import { peakMemory } from "./machine.ts";
import type { Sizes } from "./sizes.ts";

interface Training {
  /** Of the case. */
  readonly name: string;
  readonly kernels: "wide" | "tall" | "relaxed" | "plain" | "stock";
  readonly threads: number;
  readonly sizes: Sizes;
}

/** Training steps of a process whose memory is looked at; it does not grow after the first few. */
export const MEMORY_STEPS = 6;

/** This file, which is also the program of {@link peakOfTraining}. */
const PROGRAM = fileURLToPath(import.meta.url);

/** The most memory, in MiB, of a process that does nothing but train for some steps. */
export const peakOfTraining = async (training: Training): Promise<number> => {
  const source = PROGRAM.endsWith(".ts") ? ["--conditions=@textvae/source"] : [];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...source,
    PROGRAM,
    JSON.stringify(training),
  ]);
  return Number(stdout);
};

const train = async ({ name, kernels, threads, sizes }: Training): Promise<void> => {
  await wasm({ kernels, threads }).start();
  const training = largeVocabularies.find((one) => one.name === name) ?? step;
  const { run, dispose } = training.prepare(sizes);
  for (let n = 0; n < MEMORY_STEPS; n++) await run();
  dispose();
};

if (process.argv[1] === PROGRAM) {
  await train(JSON.parse(process.argv[2] as string));
  console.log(peakMemory());
}
