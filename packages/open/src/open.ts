import { engine } from "@tensorflow/tfjs-core";
import { type WasmOptions, wasm } from "@textvae/backend-wasm";
import { type AnyPlugin, createRegistry, type Plain, TextvaeError } from "@textvae/core";
import {
  type Manifest,
  openTrained,
  readManifest,
  type Source,
  type TrainedModel,
  urlSource,
} from "@textvae/runs";
import { fileSystem, folderSource } from "./folder.ts";
import { absent, loadParts, namesIn } from "./parts.ts";

/** Options of {@link open}; those of the wasm backend count where no backend has been started. */
export interface OpenOptions extends WasmOptions {
  /** Plugins that are not textvae's own, for a bundle that names one. */
  readonly plugins?: readonly AnyPlugin[];
}

/**
 * Opens a bundle that `textvae export` wrote: from a web address, or in Node from a folder. It loads
 * the parts that the bundle names, and starts the wasm backend where no backend has been started.
 *
 * @throws {TextvaeError} `STORAGE` where nothing can be read, `CONFIG` for what is no bundle or a
 * damaged one, `PLUGIN` for a part that is neither textvae's own nor in `plugins`, `BACKEND` where
 * wasm can't be started.
 *
 * @example
 * const model = await open("/bundle");
 * const [code] = await model.encode(["a typed sentence"]);
 */
export const open = async (
  from: string | URL,
  { plugins = [], ...backend }: OpenOptions = {},
): Promise<TrainedModel> => {
  const source = await describedBy(sourceOf(from), from);
  const { parts, evaluation, data } = await readManifest(source);
  const named = namesIn({ parts, evaluation, ...readBy(data) });
  const [own] = await Promise.all([
    loadParts(named),
    engine().backendName || wasm(backend).start(),
  ]);
  const known = [...own, ...plugins];
  return openTrained(source, createRegistry().use(...known)).catch((error) => {
    throw tellingOf(absent(named, known), error);
  });
};

/** The plugin of a tokenizer, as far as there is one. */
const readBy = ({ tokenizer }: Manifest["data"]): { readonly [key: string]: Plain } =>
  tokenizer ? { tokenizer: tokenizer.plugin as unknown as Plain } : {};

/** The error with the way to hand over what is absent, where that may be why. */
const tellingOf = (names: readonly string[], error: unknown): unknown => {
  if (!(error instanceof TextvaeError) || error.code !== "PLUGIN" || !names.length) return error;
  const hint = `Hand over ${names.join(", ")}: open(bundle, { plugins: [mine] }).`;
  return new TextvaeError("PLUGIN", error.where, { ...error.details, hint, cause: error });
};

const sourceOf = (from: string | URL): Source => {
  const files = /^https?:/.test(String(from)) ? undefined : fileSystem();
  return files ? folderSource(from, files) : urlSource(String(from));
};

/** The source, whose description is read once. Throws `STORAGE` where there is none. */
const describedBy = async (source: Source, from: string | URL): Promise<Source> => {
  const MANIFEST = "model.json";
  if (!(await source.exists(MANIFEST))) {
    throw new TextvaeError("STORAGE", String(from), {
      expected: `a bundle, which has a ${MANIFEST}`,
      got: "none",
      hint: "Write one with: textvae export --run RUN --out FOLDER.",
    });
  }
  const description = await source.read(MANIFEST);
  return {
    exists: async (path) => path === MANIFEST || source.exists(path),
    read: async (path) => (path === MANIFEST ? description : source.read(path)),
  };
};
