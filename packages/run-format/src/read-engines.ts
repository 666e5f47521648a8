import type { Storage } from "@textvae/core/plugin";
import type { EngineSince } from "./engine.ts";
import { lastState } from "./last-state.ts";

/**
 * The engines that computed a run up to its last checkpoint, each from a step on. Empty before the first
 * one, where none was told, and where the checkpoint can't be read.
 *
 * @example
 * const [{ engine }] = await readEngines(storage); // { textvae: "1.0.0", backend: "wasm", … }
 */
export const readEngines = async (storage: Storage): Promise<readonly EngineSince[]> =>
  (await lastState(storage))?.engines ?? [];
