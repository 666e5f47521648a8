import { type Tensor, tensor, type Variable } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";
import type { Storage } from "../contracts/storage.ts";
import type { Progress, TrainingState } from "../training/state.ts";
import { sha256 } from "./hash.ts";
import { decodeSafetensors, encodeSafetensors, type HostTensor } from "./safetensors.ts";

const FORMAT = 1;
const TENSOR_FILES = ["weights.safetensors", "optimizer.safetensors"] as const;

interface StateFile {
  readonly format: number;
  /** Fingerprint of the resolved configuration; a checkpoint of another run is refused. */
  readonly config: string;
  readonly progress: Progress;
  readonly optimizer: Readonly<Record<string, number>>;
  readonly hashes: Readonly<Record<string, string>>;
}

const folderOf = (step: number): string => `checkpoints/${String(step).padStart(8, "0")}`;

const toHost = async (tensors: ReadonlyMap<string, Tensor>): Promise<Map<string, HostTensor>> => {
  const host = new Map<string, HostTensor>();
  for (const [name, value] of tensors) {
    const values = (await value.data()) as Float32Array;
    host.set(name, { dtype: "float32", shape: value.shape, values: values.slice() });
  }
  return host;
};

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

/** The JSON text and the hash of exactly that text, so that no flipped byte goes unseen. */
const sealed = async (content: StateFile): Promise<Uint8Array> => {
  const text = JSON.stringify(content);
  const seal = await sha256(new TextEncoder().encode(text));
  return new TextEncoder().encode(`${text}\n${seal}\n`);
};

const unsealed = async (bytes: Uint8Array, file: string): Promise<StateFile> => {
  const [text = "", seal, ...rest] = new TextDecoder().decode(bytes).split("\n");
  const actual = await sha256(new TextEncoder().encode(text));
  if (seal !== actual || rest.length !== 1 || rest[0] !== "") {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: "its content to match its own hash",
      got: "a file that was changed or cut short",
      hint: FALL_BACK,
    });
  }
  return JSON.parse(text) as StateFile;
};

const FALL_BACK = "Resume from the previous good checkpoint, or start again.";

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

const checkOrigin = (
  state: StateFile,
  { config, step }: { readonly config: string; readonly step: number },
  file: string,
): void => {
  if (state.format !== FORMAT) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: `format ${FORMAT}`,
      got: `format ${state.format}`,
      hint: "Use the version of textvae that wrote it.",
    });
  }
  if (state.progress.step !== step) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: `the checkpoint of step ${step}`,
      got: `that of step ${state.progress.step}`,
      hint: FALL_BACK,
    });
  }
  if (state.config !== config) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: "a checkpoint of this configuration",
      got: "one of another",
      hint: "Resume with the configuration in the run's config.json, or choose another run folder.",
    });
  }
};

/** Puts weights into a model's parameters. Throws `CHECKPOINT` where names or shapes differ. */
export const restoreWeights = (
  parameters: Parameters,
  { weights, folder }: Pick<LoadedCheckpoint, "weights" | "folder">,
): void => {
  const file = `${folder}/weights.safetensors`;
  for (const [name, parameter] of parameters) {
    const saved = weights.get(name);
    if (!saved || String(saved.shape) !== String(parameter.shape)) {
      throw new TextvaeError("CHECKPOINT", file, {
        expected: `"${name}" of shape [${parameter.shape}]`,
        got: saved ? `shape [${saved.shape}]` : "no such tensor",
        hint: "The checkpoint belongs to another model.",
      });
    }
  }
  for (const [name, parameter] of parameters) {
    const value = toTensor(weights.get(name) as HostTensor);
    (parameter as Variable).assign(value);
    value.dispose();
  }
};

export const toTensor = ({ values, shape, dtype }: HostTensor): Tensor =>
  tensor(values, [...shape], dtype);
