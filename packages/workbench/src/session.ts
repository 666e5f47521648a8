import { existsSync } from "node:fs";
import {
  assemble,
  type Dataset,
  type Experiment,
  type Model,
  type Registry,
  rehearse,
  type Storage,
  TextvaeError,
} from "@textvae/core";
import { openRun, type Run } from "@textvae/run-format";

import { requireSplits } from "@textvae/runs/data";

import {
  asStored,
  type DataFolder,
  type RecordedConfig,
  readRecordedConfig,
  recordConfig,
  recordData,
  recordRun,
  requireRecordedData,
  requireSameData,
  requireSameFiles,
  requireVersions,
  settingsOf,
  settleAccount,
  settleTokenizer,
  withRecordedPlugins,
} from "@textvae/runs/record";
import {
  experimentOf,
  type PartialSettings,
  resolveSettings,
  type Said,
  type Settings,
} from "@textvae/settings";
import type { PlanLine } from "@textvae/sweeps";
import { type StartedBackend, startBackend } from "./backends.ts";
import { dataOf, type Keeping, locationOf, readingOf } from "./data.ts";
import { engineOf } from "./engine.ts";
import { dataMayBeThere, namesOfData } from "./named-data.ts";
import { leasePlace, openPlace, standingAt } from "./places.ts";
import { requirePlannedData } from "./planned.ts";
import { registryWith } from "./registry.ts";

/** A run folder with everything that belongs to it, ready to train or to be asked. */
export interface Session {
  readonly folder: string;
  readonly settings: Settings;
  readonly config: RecordedConfig;
  readonly plan: Experiment;
  readonly backend: StartedBackend;
  readonly model: Model;
  readonly storage: Storage;
  readonly run: Run;
  /** Lets others train in the folder; of a run that was opened to be trained. */
  readonly unlock?: () => Promise<void>;
  /** Records how long the run is trained now; of a run that was opened to be trained. */
  readonly record?: () => Promise<void>;
  /** Whether it ends before the end that its plan has, to go on later. */
  readonly pauses?: boolean;
  /** Loads the corpus on the first call; a generating model does without. */
  dataset(): Promise<Dataset>;
}

/** What is to be trained. */
export interface TrainingRequest {
  /** The place of the run; else that of the line or the file, else a new folder in `runs`. */
  readonly run?: string | undefined;
  /** A configuration; beside a line of a plan, the plugins and recipes that it needs. */
  readonly file?: PartialSettings;
  /** What is said beside it, strongest of all. */
  readonly said?: Said;
  /** A line of a plan of sweeps. */
  readonly line?: PlanLine | undefined;
  /** Milliseconds without a sign of life after which another process may go on with the run. */
  readonly lease?: number | undefined;
}

/**
 * Opens a run to train it: a new folder, or one that was started with the same configuration. What
 * stands there is read and agreed with before anything is written; how long to train is recorded by
 * `record`, once the checkpoint has been read, too.
 */
export const openForTraining = async (request: TrainingRequest): Promise<Session> => {
  const { file = {}, said, line, lease } = request;
  const folder = request.run ?? line?.run ?? file.run;
  const found = folder === undefined ? undefined : await storedIn(folder);
  const stored = found?.config;
  const before = line ? settingsOfLine(line, stored) : stored && settingsOf(stored);
  const settings = resolveSettings({
    ...(before && { stored: before }),
    file,
    ...(said && { said }),
  });

  const { plugins, recipes } = settings;
  const registry = registryWith(plugins);
  const { plan, backend, dataset } = await withRecordedPlugins(stored, registry, async () => {
    if (stored) requireVersions(stored, registry);
    const plan = experimentOf(settings, registry);
    const backend = await startBackend(registry, settings.backend, settings);
    if (stored) requireRecordedData(settings.data, stored, dataMayBeThere);
    return { plan, backend, dataset: await dataOf(settings, registry, found) };
  });
  requireSplits(dataset, registry, "train", "valid");
  const { seed } = settings;
  const model = assemble(plan.parts, { dataset, seed, objective: plan.objective });
  rehearse({ ...plan, model, dataset, seed });

  const location = locationOf(settings, registry);
  const recorded = (settings: Settings) => {
    const reading = readingOf(settings);
    const sources = {
      settings,
      plan: experimentOf(settings, registry),
      dataset,
      reading,
      location,
    };
    return recordConfig({ ...sources, backend: backend.name });
  };
  const now = await recorded(settings);
  if (line) await requirePlannedData(line, now.data);
  if (stored) requireSameFiles(await filesOf(settings), stored.data, now.data, "CONFIG");
  const config = await asStored(stored, now, () =>
    recorded(
      resolveSettings({ stored: { ...settingsOf(stored as RecordedConfig), plugins, recipes } }),
    ),
  );
  const chosen = folder ?? newFolder(settings, plan);
  const { storage, release: unlock } = await leasePlace(chosen, lease);
  try {
    const { until, location } = stored ?? config;
    const begun = { ...config, until, location };
    const run = await openRun(storage, begun, { engine: engineOf(backend) });
    await settleTokenizer(storage, dataset);
    await settleAccount(storage, dataset);
    const record = () => recordRun(storage, config);
    const of = { settings, config, plan, backend, model, storage, run, unlock, record };
    const pauses = (settings.steps ?? 0) < (line?.config.steps ?? 0);
    return { folder: chosen, ...of, pauses, dataset: async () => dataset };
  } catch (error) {
    await unlock();
    throw error;
  }
};

/** What a line of a plan says; a run that is there keeps the backend that was found for it. */
const settingsOfLine = (
  { config }: PlanLine,
  stored: RecordedConfig | undefined,
): PartialSettings => ({
  ...config,
  ...(config.backend === "auto" && stored && { backend: stored.backend }),
});

/** A run that is there, with what it keeps of its data. */
interface Stored extends Keeping {
  readonly storage: Storage;
  readonly config: RecordedConfig;
}

const storedIn = async (folder: string): Promise<Stored | undefined> =>
  (await standingAt(folder)) === "run" ? readStored(folder) : undefined;

/** The configuration of a run that is there. Throws where there is none. */
export const readStored = async (folder: string): Promise<Stored> => {
  const standing = await standingAt(folder);
  const storage = await openPlace(folder, { create: false });
  if (standing === "run") {
    const config = await readRecordedConfig(storage);
    return { storage, config, data: config.data };
  }
  throw new TextvaeError("CONFIG", `${folder}/config.json`, {
    expected: "the configuration of a run",
    got: "an empty folder",
    hint: "Name the folder that textvae train printed.",
  });
};

/** The data of a run, after checking that it still is what the run was trained on. */
export const sameDataset = async (
  settings: Settings,
  registry: Registry,
  { storage, config }: Pick<Stored, "storage" | "config">,
): Promise<Dataset> => {
  requireRecordedData(settings.data, config, dataMayBeThere);
  const dataset = await withRecordedPlugins(config, registry, () =>
    dataOf(settings, registry, { storage, data: config.data }),
  );
  const now = await recordData(readingOf(settings), dataset);
  requireSameData(await filesOf(settings), config.data, now);
  return dataset;
};

/** The folder of the data, as far as it is one. */
const filesOf = async ({ data }: Settings): Promise<DataFolder> => ({
  name: data,
  files: await namesOfData(data),
});

/** `runs/nvrnn-vmf-20260131-235959`, and `-2` where another was begun in the same second. */
const newFolder = ({ recipe }: Settings, { parts }: Experiment): string => {
  const names = [parts.prior, ...(parts.flows ?? [])].map((part) => part?.plugin?.name);
  const [day, time] = new Date().toISOString().replaceAll(/[-:]/g, "").split(/[T.]/);
  const first = `runs/${[recipe, ...names, day, time].filter(Boolean).join("-")}`;
  let folder = first;
  for (let i = 2; existsSync(folder); i++) folder = `${first}-${i}`;
  return folder;
};
