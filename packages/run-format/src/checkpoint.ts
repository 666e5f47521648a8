import { badValue, nonFinite, type Progress, type TrainingState } from "@textvae/core/internals";
import type { Parameters, Storage } from "@textvae/core/plugin";
import { type HostTensor, hostTensors } from "@textvae/core/training";
import { TextvaeError } from "@textvae/ops";
import type { EngineSince } from "./engine.ts";
import { sha256 } from "./hash.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { checkOrigin, FALL_BACK, FORMAT, type StateFile, sealed, unsealed } from "./state-file.ts";

const TENSOR_FILES = ["weights.safetensors", "optimizer.safetensors"] as const;

const folderOf = (step: number): string => `checkpoints/${String(step).padStart(8, "0")}`;

/** What a run adds to the state of its training. */
export interface CheckpointOrigin {
  /** Fingerprint of the configuration. */
  readonly config: string;
  /** CRC-32 of the metrics up to it. */
  readonly metricsCrc: number;
  readonly engines?: readonly EngineSince[];
}

/**
 * Writes a whole checkpoint, then removes those no longer wanted. Returns its folder. Throws
 * `NON_FINITE`, naming a weight or a number of the optimiser that is not finite, and writes nothing.
 */
export const saveCheckpoint = async (
  storage: Storage,
  parameters: Parameters,
  { optimizer, ...progress }: TrainingState,
  origin: CheckpointOrigin,
): Promise<string> => {
  const [hostWeights, hostSlots] = [
    await hostTensors(parameters),
    await hostTensors(optimizer.tensors),
  ];
  const bad = badNumber({ weights: hostWeights, slots: hostSlots, numbers: optimizer.numbers });
  if (bad) {
    throw nonFinite(
      `checkpoint of step ${progress.step}`,
      bad,
      "It was not written, and those before it stand. Lower the learning rate or clip gradients.",
    );
  }
  const [weights, slots] = [encodeSafetensors(hostWeights), encodeSafetensors(hostSlots)];
  const content: StateFile = {
    format: FORMAT,
    config: origin.config,
    progress,
    metricsCrc: origin.metricsCrc,
    ...(origin.engines && { engines: origin.engines }),
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
  await removeOthers(storage, progress);
  return folder;
};

/** Steps of the checkpoints in a run, oldest first. */
export const listCheckpoints = async (storage: Storage): Promise<number[]> =>
  (await storage.list("checkpoints"))
    .filter((name) => /^\d{8,}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

/**
 * Removes all but the last two checkpoints and the best: those before, which a killed process may
 * have left, and those after, of a future that was given up.
 */
export const removeOthers = async (storage: Storage, { step, best }: Progress): Promise<void> => {
  const steps = await listCheckpoints(storage);
  const kept = [step, best?.step, steps.findLast((other) => other < step)];
  for (const other of steps) {
    if (!kept.includes(other)) await storage.remove(folderOf(other));
  }
};

/** What a checkpoint holds, verified, not yet put into a model. */
export interface LoadedCheckpoint {
  readonly folder: string;
  readonly weights: ReadonlyMap<string, HostTensor>;
  readonly slots: ReadonlyMap<string, HostTensor>;
  readonly progress: Progress;
  readonly numbers: Readonly<Record<string, number>>;
  readonly metricsCrc?: number | undefined;
  readonly engines?: readonly EngineSince[] | undefined;
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
        got: (await storage.exists(`${folder}/${name}`)) ? "one that can't be read" : "none",
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
  const loaded = {
    weights: weights as Map<string, HostTensor>,
    slots: slots as Map<string, HostTensor>,
    numbers: state.optimizer,
    metricsCrc: state.metricsCrc,
    engines: state.engines,
  };
  const bad = badNumber(loaded);
  if (bad) {
    throw new TextvaeError("CHECKPOINT", folder, {
      expected: "finite numbers",
      got: bad,
      hint: FALL_BACK,
    });
  }
  return { folder, progress: state.progress, ...loaded };
};

/** The first number that is not finite, among all that a checkpoint holds. */
const badNumber = ({
  weights,
  slots,
  numbers,
}: Pick<LoadedCheckpoint, "weights" | "slots" | "numbers">): string | undefined => {
  const told = [
    ...[...weights].map(([name, { values }]) => [`parameter ${name}`, values] as const),
    ...[...slots].map(([name, { values }]) => [`optimiser's ${name}`, values] as const),
    ...Object.entries(numbers).map(([name, value]) => [`optimiser's ${name}`, [value]] as const),
  ];
  for (const [name, values] of told) {
    const found = badValue(name, values);
    if (found) return found;
  }
  return undefined;
};
