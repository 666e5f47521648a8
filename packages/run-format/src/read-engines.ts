import type { Storage } from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops";
import { listCheckpoints } from "./checkpoint.ts";
import type { EngineSince } from "./engine.ts";
import { unsealed } from "./state-file.ts";

/**
 * The engines that computed a run up to its last checkpoint, each from a step on. Empty before the first
 * one, where none was told, and where the checkpoint can't be read.
 *
 * @example
 * const [{ engine }] = await readEngines(storage); // { textvae: "1.0.0", backend: "wasm", … }
 */
export const readEngines = async (storage: Storage): Promise<readonly EngineSince[]> => {
  try {
    const last = (await listCheckpoints(storage)).at(-1);
    if (last === undefined) return [];
    const file = `checkpoints/${String(last).padStart(8, "0")}/state.json`;
    return (await unsealed(await storage.read(file), file)).engines ?? [];
  } catch (error) {
    if (error instanceof TextvaeError) return [];
    throw error;
  }
};
