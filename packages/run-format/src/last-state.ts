import type { Storage } from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops";
import { listCheckpoints } from "./checkpoint.ts";
import { type StateFile, unsealed } from "./state-file.ts";

/** What the last checkpoint of a run says; undefined before the first one, and where it can't be read. */
export const lastState = async (storage: Storage): Promise<StateFile | undefined> => {
  try {
    const last = (await listCheckpoints(storage)).at(-1);
    if (last === undefined) return undefined;
    const file = `checkpoints/${String(last).padStart(8, "0")}/state.json`;
    return await unsealed(await storage.read(file), file);
  } catch (error) {
    if (error instanceof TextvaeError) return undefined;
    throw error;
  }
};
