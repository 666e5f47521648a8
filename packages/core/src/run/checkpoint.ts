import { TextvaeError } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";
import type { Storage } from "../contracts/storage.ts";
import type { Progress, TrainingState } from "../training/state.ts";
import { sha256 } from "./hash.ts";
import { toHost } from "./host-tensors.ts";
import { decodeSafetensors, encodeSafetensors, type HostTensor } from "./safetensors.ts";
import { checkOrigin, FALL_BACK, FORMAT, type StateFile, sealed, unsealed } from "./state-file.ts";

const TENSOR_FILES = ["weights.safetensors", "optimizer.safetensors"] as const;

const folderOf = (step: number): string => `checkpoints/${String(step).padStart(8, "0")}`;

/** Writes a whole checkpoint, then removes those no longer wanted. Returns its folder. */
export const saveCheckpoint = async (
  storage: Storage,
  parameters: Parameters,
  { optimizer, ...progress }: TrainingState,
  config: string,
): Promise<string> => {
  const weights = encodeSafetensors(await toHost(parameters));
  const slots = encodeSafetensors(await toHost(optimizer.tensors));
  const content: StateFile = {
    format: FORMAT,
    config,
    progress,
    optimizer: optimizer.numbers,
    hashes: {
      "weights.safetensors": await sha256(weights),
      "optimizer.safetensors": await sha256(slots),
    },
  };
  const folder = folderOf(progress.step);
  await storage.writeFolder(folder, {
    "weights.safetensors": weights,
    "optimizer.safetensors": slots,
    "state.json": await sealed(content),
  });
  await removeOld(storage, progress);
  return folder;
};

/** Steps of the checkpoints in a run, oldest first. */
export const listCheckpoints = async (storage: Storage): Promise<number[]> =>
  (await storage.list("checkpoints"))
    .filter((name) => /^\d{8,}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

// The last two and the best stay.
const removeOld = async (storage: Storage, { step, best }: Progress): Promise<void> => {
  const steps = await listCheckpoints(storage);
  for (const old of steps.filter((s) => s < step).slice(0, -1)) {
    if (old !== best?.step) await storage.remove(folderOf(old));
  }
};

/** What a checkpoint holds, verified, not yet put into a model. */
export interface LoadedCheckpoint {
  readonly folder: string;
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly slots: ReadonlyMap<string, HostTensor>;
  readonly progress: Progress;
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * Reads and verifies the checkpoint of a step. Throws `CHECKPOINT` naming the file that is
 * missing, damaged or of another run.
 */
export const loadCheckpoint = async (
  storage: Storage,
  step: number,
  config: string,
): Promise<LoadedCheckpoint> => {
  const folder = folderOf(step);
  const read = async (name: string): Promise<Uint8Array> => {
    try {
      return await storage.read(`${folder}/${name}`);
    } catch (cause) {
      throw new TextvaeError("CHECKPOINT", `${folder}/${name}`, {
        expected: "a readable file",
        got: "none",
        hint: FALL_BACK,
        cause,
      });
    }
  };
  const state = await unsealed(await read("state.json"), `${folder}/state.json`);
  checkOrigin(state, { config, step }, `${folder}/state.json`);
  const [weights, slots] = await Promise.all(
    TENSOR_FILES.map(async (name) => {
      const bytes = await read(name);
      if ((await sha256(bytes)) !== state.hashes[name]) {
        throw new TextvaeError("CHECKPOINT", `${folder}/${name}`, {
          expected: "the content that state.json recorded",
          got: "a file that was changed or cut short",
          hint: FALL_BACK,
        });
      }
      return decodeSafetensors(bytes, `${folder}/${name}`);
    }),
  );
  return {
    folder,
    weights: weights as Map<string, HostTensor>,
    slots: slots as Map<string, HostTensor>,
    progress: state.progress,
    numbers: state.optimizer,
  };
};
