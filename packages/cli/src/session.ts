import {
  assemble,
  type Dataset,
  type Model,
  openRun,
  type Registry,
  type Run,
  rehearse,
  type Storage,
  TextvaeError,
} from "@textvae/core";

import type { Plan } from "@textvae/recipes";
import { type StartedBackend, startBackend } from "./backends.ts";
import { addsOptionsOnly } from "./config/added-options.ts";
import { loadConfig } from "./config/load.ts";
import { findRecipe } from "./config/recipe.ts";
import { resolveSettings } from "./config/resolve.ts";
import type { Settings } from "./config/schema.ts";
import { asStored } from "./continued-run.ts";
import { loadDataset, locationOf, requireSplits } from "./data/load.ts";
import { engineOf } from "./engine.ts";
import { commandRegistry } from "./registry.ts";
import {
  type RecordedConfig,
  readRecordedConfig,
  readVocabulary,
  recordConfig,
  recordPlugins,
  settingsOf,
  writeVocabulary,
} from "./run-config.ts";
import { lockFolder } from "./storage/lock.ts";
import { nodeStorage } from "./storage/node-storage.ts";

/** A run folder with everything that belongs to it, ready to train or to be asked. */
export interface Session {
  readonly folder: string;
  readonly settings: Settings;
  readonly config: RecordedConfig;
  readonly plan: Plan;
  readonly backend: StartedBackend;
  readonly model: Model;
  readonly storage: Storage;
  readonly run: Run;
  /** Step of the checkpoint whose weights a trained run was opened with. */
  readonly step?: number;
  /** Lets others train in the folder; of a run that was opened to be trained. */
  readonly unlock?: () => Promise<void>;
  /** Loads the corpus on the first call; a generating model does without. */
  dataset(): Promise<Dataset>;
}

/** Flags of a command line by the name of their option. */
export type Flags = Readonly<Record<string, unknown>>;

/** Opens a run to train it: a new folder, or one that was started with the same configuration. */
export const openForTraining = async (flags: Flags): Promise<Session> => {
  const file = await loadConfig(flags.config as string | undefined);
  const folder = (flags.run ?? file.run) as string | undefined;
  const stored = folder === undefined ? undefined : await storedConfig(folder);
  const settings = resolveSettings({ ...(stored && { stored: settingsOf(stored) }), file, flags });

  const { plugins } = settings;
  const registry = commandRegistry(plugins);
  const plan = planOf(settings, registry);
  const backend = await startBackend(registry, settings.backend, settings);
  const dataset = await loadDataset(settings, registry);
  requireSplits(dataset, registry, "train", "valid");
  const { seed } = settings;
  const model = assemble(plan.parts, { dataset, seed, objective: plan.objective });
  rehearse({ ...plan, model, dataset, seed, until: {} });

  const location = locationOf(settings, registry);
  const recorded = (settings: Settings) => {
    const sources = { settings, plan: planOf(settings, registry), dataset, location };
    return recordConfig({ ...sources, backend: backend.name });
  };
  const config = asStored(stored, recorded(settings), () =>
    recorded(resolveSettings({ stored: { ...settingsOf(stored as RecordedConfig), plugins } })),
  );
  const chosen = folder ?? newFolder(settings, plan);
  const unlock = await lockFolder(chosen);
  try {
    const storage = await nodeStorage(chosen);
    const run = await openRun(storage, config, { engine: engineOf(backend) });
    await writeVocabulary(storage, dataset.vocabulary);
    const of = { settings, config, plan, backend, model, storage, run, unlock };
    return { folder: chosen, ...of, dataset: async () => dataset };
  } catch (error) {
    await unlock();
    throw error;
  }
};

/** Uses a trained run with the weights of its best checkpoint, then frees them. */
export const withTrained = async <T>(
  flags: Flags,
  use: (session: Session) => Promise<T>,
): Promise<T> => {
  const session = await openTrained(flags);
  try {
    return await use(session);
  } finally {
    session.model.dispose();
  }
};

const openTrained = async (flags: Flags): Promise<Session> => {
  const folder = flags.run as string;
  const storage = await nodeStorage(folder, { create: false });
  const config = await readRecordedConfig(storage);
  const { plugins = [] } = await loadConfig(flags.config as string | undefined);
  const settings = resolveSettings({
    stored: { ...settingsOf(config), plugins },
    flags: pick(flags, ["backend", "threads", "data"]),
  });

  const registry = commandRegistry(plugins);
  const plan = planOf(settings, registry);
  const backend = await startBackend(registry, settings.backend, settings);
  const vocabulary = await readVocabulary(storage, config.data.vocabulary);
  const model = assemble(plan.parts, {
    dataset: { ...config.data, vocabulary },
    seed: config.seed,
    objective: plan.objective,
  });
  const parts = recordPlugins(plan);
  const known = addsOptionsOnly({ plugins: config.plugins }, { plugins: parts });
  const run = await openRun(storage, known ? config : { ...config, plugins: parts });
  const step = await run.loadWeights(model.parameters);

  let loaded: Dataset | undefined;
  const dataset = async () => {
    loaded ??= await sameDataset(settings, registry, config);
    return loaded;
  };
  return { folder, settings, config, plan, backend, model, storage, run, step, dataset };
};

const pick = (flags: Flags, keys: readonly string[]): Flags =>
  Object.fromEntries(Object.entries(flags).filter(([key]) => keys.includes(key)));

const storedConfig = async (folder: string): Promise<RecordedConfig | undefined> => {
  const storage = await nodeStorage(folder, { create: false }).catch(() => undefined);
  if (!storage || !(await storage.exists("config.json"))) return undefined;
  return await readRecordedConfig(storage);
};

const planOf = (settings: Settings, registry: Registry): Plan =>
  findRecipe(settings.recipe).create(settings.options, registry);

/** The data of a run, after checking that it still is what the run was trained on. */
const sameDataset = async (
  settings: Settings,
  registry: Registry,
  config: RecordedConfig,
): Promise<Dataset> => {
  const dataset = await loadDataset(settings, registry);
  const plan = planOf(settings, registry);
  const now = recordConfig({ settings, plan, dataset, backend: "", location: "" }).data;
  if (addsOptionsOnly(config.data, now)) return dataset;
  throw new TextvaeError("DATA", settings.data, {
    expected: "the data that the run was trained on",
    got: "files that have changed since, or others",
    hint: "Name the right folder with --data.",
  });
};

/** `runs/nvrnn-vmf-20260131-235959`. */
const newFolder = ({ recipe }: Settings, { parts }: Plan): string => {
  const names = [parts.prior, ...(parts.flows ?? [])].map((part) => part?.plugin?.name);
  const [day, time] = new Date().toISOString().replaceAll(/[-:]/g, "").split(/[T.]/);
  return `runs/${[recipe, ...names, day, time].filter(Boolean).join("-")}`;
};
