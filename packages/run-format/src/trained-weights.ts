import { bestStep } from "@textvae/core/internals";
import type { Storage } from "@textvae/core/plugin";
import type { HostTensor } from "@textvae/core/training";
import { TextvaeError } from "@textvae/ops";
import { sha256 } from "./hash.ts";
import { fingerprintOf, readConfig } from "./run.ts";
import { decodeSafetensors } from "./safetensors.ts";
import { checkOrigin, FALL_BACK, type StateFile, unsealed } from "./state-file.ts";

/** The weights of a trained run, without what only training needs. */
export interface TrainedWeights {
  /** Updates of the checkpoint they are from. */
  readonly step: number;
  /** Updates of the last checkpoint that is there. */
  readonly last: number;
  /** Where metrics tell of a later evaluation, its step: its checkpoint is not there. */
  readonly beyond?: number;
  /** Index of the phase of training in which they were. */
  readonly phase: number;
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly folder: string;
}

/**
 * Reads the weights of a run's best checkpoint, or of its last: the state of the optimiser, twice
 * as large with Adam, is not read.
 *
 * @throws {TextvaeError} `CHECKPOINT` for a run without one, and naming a file that is damaged,
 * absent or of another configuration.
 *
 * @example
 * const { weights, step } = await readTrainedWeights(storage);
 */
export const readTrainedWeights = async (
  storage: Pick<Storage, "read" | "list">,
  choice: "best" | "last" = "best",
): Promise<TrainedWeights> => {
  const names = (await storage.list("checkpoints")).filter((name) => /^\d{8,}$/.test(name));
  const [last] = names.toSorted((a, b) => Number(b) - Number(a));
  if (last === undefined) {
    const hint = "Train it first.";
    throw new TextvaeError("CHECKPOINT", "checkpoints", {
      expected: "a run with a checkpoint",
      got: "none",
      hint,
    });
  }
  const latest = await readState(storage, `checkpoints/${last}`);
  const config = await fingerprintOf(await readConfig(storage));
  checkOrigin(latest, { config, step: Number(last) }, `checkpoints/${last}/state.json`);
  const { progress } = latest;
  const step = choice === "best" ? bestStep(progress) : progress.step;
  const folder = `checkpoints/${String(step).padStart(8, "0")}`;
  const state = step === progress.step ? latest : await readState(storage, folder);
  checkOrigin(state, { config, step }, `${folder}/state.json`);
  const file = `${folder}/weights.safetensors`;
  const bytes = await read(storage, file);
  if ((await sha256(bytes)) !== state.hashes["weights.safetensors"]) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: "the content that state.json recorded",
      got: "a file that was changed or cut short",
      hint: FALL_BACK,
    });
  }
  const phase = state.progress.phase?.index ?? 0;
  const told = await lastEvaluation(storage);
  return {
    ...{ step, last: progress.step, phase, folder },
    ...(told > progress.step && { beyond: told }),
    weights: decodeSafetensors(bytes, file),
  };
};

/** The step of the last evaluation that metrics tell of; −1 without one. */
const lastEvaluation = async (storage: Pick<Storage, "read">): Promise<number> => {
  const bytes = await storage.read("metrics.jsonl").catch(() => new Uint8Array());
  const lines = new TextDecoder().decode(bytes).split("\n");
  const line = lines.findLast((text) => text.includes('"kind":"evaluation"'));
  const step = Number(/"step":(\d+)/.exec(line ?? "")?.[1] ?? -1);
  return Number.isSafeInteger(step) ? step : -1;
};

const readState = async (storage: Pick<Storage, "read">, folder: string): Promise<StateFile> => {
  const file = `${folder}/state.json`;
  return unsealed(await read(storage, file), file);
};

const read = async (storage: Pick<Storage, "read">, file: string): Promise<Uint8Array> => {
  try {
    return await storage.read(file);
  } catch (cause) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: "a readable file",
      got: "none",
      hint: FALL_BACK,
      cause,
    });
  }
};
