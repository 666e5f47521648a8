import { type WasmOptions, wasm } from "@textvae/backend-wasm";
import type { Backend, Registry, Storage } from "@textvae/core";
import { builtins } from "@textvae/recipes";
import { memoryStorage } from "@textvae/run-format";

/** What a worker trains with. */
export interface Means {
  /** The plugins that a setup may name. Default: textvae's own. */
  readonly registry?: Registry;
  /** Where the run of that name is kept. Default: in memory, until the worker ends. */
  readonly storage?: (run: string) => Storage | Promise<Storage>;
  /** Keeps others from training in the run until what it gives is called; throws `LOCKED`. */
  readonly lock?: (run: string) => Promise<() => Promise<void>>;
  /** What computes. Default: WebAssembly. */
  readonly backend?: (options: WasmOptions) => Backend;
}

/** The same, with what is left out. */
export const allMeans = (means: Means): Required<Means> => ({
  registry: means.registry ?? builtins(),
  storage: means.storage ?? (() => memoryStorage()),
  lock: means.lock ?? (async () => async () => {}),
  backend: means.backend ?? wasm,
});
