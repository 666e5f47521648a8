import { type Dataset, optionKeys, type Registry, type Storage, TextvaeError } from "@textvae/core";
import { isHubName } from "@textvae/hub/place";
import { openTrained, type TrainedModel } from "@textvae/runs";
import {
  type RecordedConfig,
  recordData,
  requireSameWords,
  requireVersions,
  settingsOf,
  withRecordedPlugins,
} from "@textvae/runs/record";
import { type PartialSettings, resolveSettings, type Settings } from "@textvae/settings";
import { type StartedBackend, startBackend } from "./backends.ts";
import { dataOf, readingOf } from "./data.ts";
import { holdsFile, leasePlace, openPlace } from "./places.ts";
import { registryWith } from "./registry.ts";
import { readStored, sameDataset } from "./session.ts";

/** A trained model in a place: the folder of a run or of a bundle or a name on a hub, and what belongs to it. */
export interface Trained {
  readonly kind: "run" | "bundle";
  readonly folder: string;
  readonly storage: Storage;
  readonly registry: Registry;
  readonly model: TrainedModel;
  readonly backend: StartedBackend;
  /** What a run was trained with; a bundle has none. */
  readonly config?: RecordedConfig;
  /** Loads the corpus on the first call. */
  dataset(): Promise<Dataset>;
}

/** Which model, and what is chosen beside what its run recorded. */
export interface ModelRequest {
  /** The place of a run or of a bundle. */
  readonly place: string;
  /** A configuration whose plugins and recipes the run was trained with. */
  readonly file?: Pick<PartialSettings, "plugins" | "recipes">;
  /** Another backend, other threads, and where the data lies now. */
  readonly said?: Pick<Partial<Settings>, "backend" | "threads" | "data">;
  /** Keeps others out of the run meanwhile. */
  readonly writes?: boolean;
}

/**
 * Opens the model of a place, with the weights of a run's best checkpoint, and frees it after use.
 *
 * @throws {TextvaeError} `CONFIG` for a place without a model, `PLUGIN` for parts that are not known,
 * `LOCKED` while another process writes into a run that is to be written.
 *
 * @example
 * const codes = await useModel({ place: "runs/first" }, ({ model }) => model.encode(["a sentence"]));
 */
export const useModel = async <T>(
  request: ModelRequest,
  use: (trained: Trained) => Promise<T>,
): Promise<T> => {
  const { place, writes = false } = request;
  const found = await find(place);
  const lease = writes && found.config ? await leasePlace(place) : undefined;
  try {
    const trained = await open(request, { ...found, ...(lease && { storage: lease.storage }) });
    try {
      return await use(trained);
    } finally {
      trained.model.dispose();
    }
  } finally {
    await lease?.release();
  }
};

/** What stands in a folder, or on a hub; only a run has a configuration. */
interface Found {
  readonly storage: Storage;
  readonly config?: RecordedConfig;
}

const find = async (folder: string): Promise<Found> => {
  if (isHubName(folder)) return { storage: await openPlace(folder, { create: false }) };
  const bundle = folder.trim() !== "" && (await holdsFile(folder, "model.json"));
  return bundle ? { storage: await openPlace(folder, { create: false }) } : readStored(folder);
};

const open = async (
  { place: folder, file = {}, said = {} }: ModelRequest,
  { storage, config }: Found,
): Promise<Trained> => {
  const { plugins = [], recipes = [] } = file;
  const resolve = (stored: PartialSettings): Settings =>
    resolveSettings({ stored: { ...stored, plugins, recipes }, file: said });
  const settings = resolve(config ? settingsOf(config) : {});
  const registry = registryWith(plugins);
  const { model, backend } = await withRecordedPlugins(config, registry, async () => {
    if (config) requireVersions(config, registry);
    const backend = await startBackend(registry, settings.backend, settings);
    const model = await openTrained(storage, registry).catch((error: unknown) => {
      throw config ? error : sayingWhoBringsParts(folder, error);
    });
    return { backend, model };
  });

  const load = (): Promise<Dataset> =>
    config
      ? sameDataset(settings, registry, { storage, config })
      : fittingDataset(said.data, resolve(model.facts.data.options), registry, { model, storage });
  let loaded: Promise<Dataset> | undefined;
  const dataset = () => {
    loaded ??= load();
    return loaded;
  };
  const kind = config ? "run" : "bundle";
  const of = { kind, folder, storage, registry, model, backend, dataset } as const;
  return { ...of, ...(config && { config }) };
};

/** A part of a bundle that is not known may be a plugin of someone's own, of whom the bundle knows nothing. */
const sayingWhoBringsParts = (folder: string, error: unknown): unknown => {
  if (!(error instanceof TextvaeError) || error.code !== "PLUGIN") return error;
  const hint = "Name the configuration file that brings it: --config FILE.";
  const details = { ...error.details, hint: [error.details.hint, hint].filter(Boolean).join(" ") };
  return new TextvaeError("PLUGIN", `${folder}, ${error.where}`, { ...details, cause: error });
};

/** Data beside a bundle, which says how it is read and not where it lies. */
const fittingDataset = async (
  named: string | undefined,
  settings: Settings,
  registry: Registry,
  { model: { facts }, storage }: { readonly model: TrainedModel; readonly storage: Storage },
): Promise<Dataset> => {
  const recorded = facts.data.plugin as { readonly name?: string } | undefined;
  const plugin = registry.list("dataset").find(({ meta }) => meta.name === recorded?.name);
  // One that reads no files is its own data.
  const isEmbedded = plugin && !optionKeys(plugin.meta.options)?.includes("splits");
  const embedded = isEmbedded ? recorded?.name : undefined;
  const data = named ?? embedded;
  if (data === undefined) {
    throw new TextvaeError("DATA", "--data", {
      expected: "where the data of the model lies, which a bundle does not say",
      got: "none",
      hint: "Name it with --data FOLDER, or ask about sentences of yours with --file.",
    });
  }
  const keeping = { storage, data: facts.data };
  const dataset = await dataOf({ ...settings, data }, registry, keeping);
  requireSameWords(data, facts.data, await recordData(readingOf(settings), dataset));
  return dataset;
};
