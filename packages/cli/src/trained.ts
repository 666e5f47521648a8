import { type Dataset, optionKeys, type Registry, type Storage, TextvaeError } from "@textvae/core";
import { isHubName } from "@textvae/hub/place";
import { showWeights } from "@textvae/report";
import { openTrained, type TrainedModel } from "@textvae/runs";
import { weightsOf } from "@textvae/runs/measures";
import {
  type RecordedConfig,
  recordData,
  requireSameWords,
  requireVersions,
  settingsOf,
  withRecordedPlugins,
} from "@textvae/runs/record";
import { type StartedBackend, startBackend } from "./backends.ts";
import type { Flags } from "./command.ts";
import { loadConfig } from "./config/load.ts";
import { resolveSettings } from "./config/resolve.ts";
import type { PartialSettings, Settings } from "./config/schema.ts";
import { dataOf, readingOf } from "./data/folder.ts";
import type { Io, Outcome } from "./io.ts";
import { holdsFile, leasePlace, openPlace } from "./places.ts";
import { commandRegistry } from "./registry.ts";
import { readStored, sameDataset } from "./session.ts";
import { ofWeights } from "./weights.ts";

/** A trained model behind `--run`, the folder of a run or of a bundle or a name on a hub, and what belongs to it. */
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

export interface Use {
  /** Keeps others out of the run's folder meanwhile. */
  readonly writes?: boolean;
  /** Told whose weights these are, where the text is what a program reads, such as sentences. */
  readonly io?: Io;
}

/**
 * Opens what `--run` names, with the weights of a run's best checkpoint, and frees it after use. The
 * outcome says of which step they are.
 */
export const withModel = async (
  flags: Flags,
  use: (trained: Trained) => Promise<Outcome>,
  { writes = false, io }: Use = {},
): Promise<Outcome> => {
  const folder = flags.run as string;
  const found = await find(folder);
  const lease = writes && found.config ? await leasePlace(folder) : undefined;
  try {
    const trained = await open(flags, { ...found, ...(lease && { storage: lease.storage }) });
    try {
      const weights = weightsOf(trained.model.facts);
      const outcome = await use(trained);
      if (io && flags.json !== true) io.stderr.write(`${showWeights(weights)}\n`);
      return ofWeights(outcome, weights, io === undefined);
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

const open = async (flags: Flags, { storage, config }: Found): Promise<Trained> => {
  const folder = flags.run as string;
  const { plugins = [], recipes = [] } = await loadConfig(flags.config as string | undefined);
  const resolve = (stored: PartialSettings): Settings =>
    resolveSettings({
      stored: { ...stored, plugins, recipes },
      flags: Object.fromEntries(
        ["backend", "threads", "data"].flatMap((key) => (key in flags ? [[key, flags[key]]] : [])),
      ),
    });
  const settings = resolve(config ? settingsOf(config) : {});
  const registry = commandRegistry(plugins);
  const { model, backend } = await withRecordedPlugins(config, registry, async () => {
    if (config) requireVersions(config, registry);
    const backend = await startBackend(registry, settings.backend, settings);
    return { backend, model: await openTrained(storage, registry) };
  });

  const load = (): Promise<Dataset> =>
    config
      ? sameDataset(settings, registry, { storage, config })
      : fittingDataset(flags, resolve(model.facts.data.options), registry, { model, storage });
  let loaded: Promise<Dataset> | undefined;
  const dataset = () => {
    loaded ??= load();
    return loaded;
  };
  const kind = config ? "run" : "bundle";
  const of = { kind, folder, storage, registry, model, backend, dataset } as const;
  return { ...of, ...(config && { config }) };
};

/** Data beside a bundle, which says how it is read and not where it lies. */
const fittingDataset = async (
  flags: Flags,
  settings: Settings,
  registry: Registry,
  { model: { facts }, storage }: { readonly model: TrainedModel; readonly storage: Storage },
): Promise<Dataset> => {
  const recorded = facts.data.plugin as { readonly name?: string } | undefined;
  const plugin = registry.list("dataset").find(({ meta }) => meta.name === recorded?.name);
  // One that reads no files is its own data.
  const isEmbedded = plugin && !optionKeys(plugin.meta.options)?.includes("splits");
  const embedded = isEmbedded ? recorded?.name : undefined;
  const data = (flags.data as string | undefined) ?? embedded;
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
