import { type WasmOptions, wasm } from "@textvae/backend-wasm";
import type { Backend, PagePlaces, Registry, Storage } from "@textvae/core";
import { memoryStorage } from "@textvae/run-format";
import type { Written } from "./paged-text.ts";

/** What a worker trains with. */
export interface Means {
  /** The plugins that a setup may name. Default: textvae's own. */
  readonly registry?: Registry;
  /** Where the run of that name is kept. Default: in memory, until the worker ends. */
  readonly storage?: (run: string) => Storage | Promise<Storage>;
  /** Keeps others from training in the run until what it gives is called; throws `LOCKED`. */
  readonly lock?: (run: string) => Promise<() => Promise<void>>;
  /** Where text in files is kept under that name once it is prepared. Default: in memory, until the training ends. */
  readonly corpora?: (corpus: string) => PagePlaces;
  /** What is read of a file in its place, under another stamp. Default: the file as it is. */
  readonly written?: Written;
  /** What computes. Default: WebAssembly. */
  readonly backend?: (options: WasmOptions) => Backend;
}

/** The same, with what is left out. */
export interface AllMeans
  extends Required<Omit<Means, "registry" | "corpora" | "written">>,
    Pick<Means, "corpora" | "written"> {
  /** All recipes and parts are loaded only where no other registry was given. */
  registry(): Promise<Registry>;
}

export const allMeans = (means: Means): AllMeans => ({
  registry: async () => means.registry ?? (await import("@textvae/recipes")).builtins(),
  storage: means.storage ?? (() => memoryStorage()),
  lock: means.lock ?? (async () => async () => {}),
  backend: means.backend ?? wasm,
  ...(means.corpora && { corpora: means.corpora }),
  ...(means.written && { written: means.written }),
});
