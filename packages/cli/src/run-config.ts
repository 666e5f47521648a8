import { createHash } from "node:crypto";
import type {
  Component,
  Dataset,
  Experiment,
  Plain,
  RunConfig,
  Storage,
  Vocabulary,
} from "@textvae/core";
import { readConfig, recordOf, TextvaeError } from "@textvae/core";
import { bagVocabulary, EOS, parseVocabulary, serializeVocabulary } from "@textvae/text";
import { z } from "zod";
import type { PartialSettings, Settings } from "./config/schema.ts";
import { optionsOf } from "./data/load.ts";
import { checkRecord } from "./storage/records.ts";

/** What `config.json` says of the data: enough to build the model without it. */
export interface DataRecord {
  readonly options: Readonly<Record<string, unknown>>;
  /** Name, version and options of the dataset; of files their size and fingerprint. */
  readonly plugin: unknown;
  readonly provides: Dataset["provides"];
  readonly labels?: readonly string[];
  readonly vocabulary: { readonly size: number; readonly sha256: string };
}

/** The content of `config.json`. `until` and `location` may change from start to start. */
export interface RecordedConfig extends RunConfig {
  readonly recipe: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly backend: string;
  readonly logEvery: number;
  readonly evaluateEvery?: number;
  readonly checkpointEvery?: number;
  readonly data: DataRecord;
  readonly plugins: Readonly<Record<string, unknown>>;
  /** All that was trained and how, each plugin with its version; early runs have none. */
  readonly experiment?: { readonly [name: string]: Plain };
  readonly location: { readonly data: string };
  readonly until: {
    readonly steps?: number;
    readonly epochs?: number;
    readonly sinceBest?: number;
  };
}

/** Puts the configuration in the place of the one that is there, if that is another. */
export const recordRun = async (storage: Storage, config: RecordedConfig): Promise<void> => {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  const present = new TextDecoder().decode(await storage.read("config.json"));
  if (present !== text) await storage.write("config.json", new TextEncoder().encode(text));
};

export interface RecordSources {
  readonly settings: Settings;
  readonly plan: Experiment;
  readonly dataset: Dataset;
  /** Name of the backend that runs. */
  readonly backend: string;
  readonly location: string;
}

const anything = z.record(z.string(), z.unknown());
const count = z.int().min(1).optional();
const recordedConfig = z.looseObject({
  recipe: z.string(),
  options: anything,
  seed: z.int(),
  backend: z.string(),
  logEvery: z.int().min(1),
  evaluateEvery: count,
  checkpointEvery: count,
  data: z.looseObject({
    options: anything,
    provides: z.array(z.string()),
    labels: z.array(z.string()).optional(),
    vocabulary: z.looseObject({ size: z.int().min(1), sha256: z.string() }),
  }),
  plugins: anything,
  experiment: anything.optional(),
  location: z.looseObject({ data: z.string() }),
  until: z.looseObject({ steps: count, epochs: count, sinceBest: count }),
});

/** The configuration of a run. Throws `CONFIG` for a file that is none. */
export const readRecordedConfig = async (storage: Storage): Promise<RecordedConfig> =>
  checkRecord(recordedConfig, await readConfig(storage), {
    file: "config.json",
    code: "CONFIG",
    hint: "Name the folder of a run that textvae train made, or choose another for a new one.",
  });

/** The run as `config.json` records it, in plain data. */
export const recordConfig = (sources: RecordSources): RecordedConfig => {
  const { settings, plan, dataset, backend, location } = sources;
  const { recipe, options, seed, steps, epochs } = settings;
  const record = {
    recipe,
    options,
    seed,
    backend,
    logEvery: settings.logEvery,
    evaluateEvery: settings.evaluateEvery,
    checkpointEvery: settings.checkpointEvery,
    data: recordData(settings, dataset),
    plugins: recordPlugins(plan),
    experiment: recordExperiment(plan),
    location: { data: location },
    until: { steps, epochs, ...plan.until },
  };
  return JSON.parse(JSON.stringify(record)) as RecordedConfig;
};

/** What is trained and how, as plain data from which it can be made again without its recipe. */
const recordExperiment = (plan: Experiment): Plain => {
  const { parts, objective, evaluation, optimizer, update, phases, notes } = plan;
  return recordOf({ parts, objective, evaluation, optimizer, update, phases, notes });
};

/** The data of a run, in plain data. */
export const recordData = (settings: Settings, dataset: Dataset): DataRecord => {
  const { provides, labels, vocabulary } = dataset;
  const plugin = (dataset as Component).plugin ?? dataset.name;
  const options = optionsOf(settings);
  const record = { options, plugin, provides, labels, vocabulary: recordVocabulary(vocabulary) };
  return JSON.parse(JSON.stringify(record)) as DataRecord;
};

/** Name, version and options of each part of a model. */
export const recordPlugins = ({
  parts,
}: Pick<Experiment, "parts">): Readonly<Record<string, unknown>> => {
  const { encoder, prior, flows, decoder, condition } = parts;
  const named = { encoder, prior, decoder, condition } as Readonly<
    Record<string, Component | undefined>
  >;
  const references = Object.entries(named).map(([role, part]) => [role, part?.plugin]);
  return JSON.parse(
    JSON.stringify({
      ...Object.fromEntries(references),
      flows: flows?.map((flow) => flow.plugin),
    }),
  ) as Readonly<Record<string, unknown>>;
};

/** The settings that a run was started with. */
export const settingsOf = (config: RecordedConfig): PartialSettings => {
  const { recipe, options, seed, backend, logEvery, evaluateEvery, checkpointEvery } = config;
  const { sinceBest: _, ...until } = config.until;
  return {
    recipe,
    options,
    seed,
    backend,
    logEvery,
    ...(evaluateEvery !== undefined && { evaluateEvery }),
    ...(checkpointEvery !== undefined && { checkpointEvery }),
    data: config.location.data,
    ...config.data.options,
    ...until,
  };
};

const recordVocabulary = (vocabulary: Vocabulary): DataRecord["vocabulary"] => ({
  size: vocabulary.size,
  sha256: createHash("sha256").update(serializeVocabulary(vocabulary)).digest("hex"),
});

/** The vocabulary of a run. Throws `CONFIG` when `vocab.txt` is not the one it was trained with. */
export const readVocabulary = async (
  storage: Storage,
  expected: DataRecord["vocabulary"],
): Promise<Vocabulary> => {
  const words = new TextDecoder().decode(await storage.read("vocab.txt")).split("\n");
  const refuse = (got: string, cause?: unknown) =>
    new TextvaeError("CONFIG", "vocab.txt", {
      expected: `the ${expected.size} words that the run was trained with`,
      got,
      hint: "Restore the file; words and weights would no longer belong together.",
      cause,
    });
  let vocabulary: Vocabulary;
  try {
    vocabulary = (words.includes(EOS) ? parseVocabulary : bagVocabulary)(words, "vocab.txt");
  } catch (cause) {
    throw refuse(cause instanceof TextvaeError ? cause.message : "a damaged file", cause);
  }
  if (recordVocabulary(vocabulary).sha256 === expected.sha256) return vocabulary;
  throw refuse(`${vocabulary.size} words, not the same`);
};

/**
 * Puts the words of a new run beside its configuration; those of a run that is there are compared.
 * Throws `CONFIG` when they are others.
 */
export const settleVocabulary = async (storage: Storage, vocabulary: Vocabulary): Promise<void> => {
  if (await storage.exists("vocab.txt")) {
    await readVocabulary(storage, recordVocabulary(vocabulary));
    return;
  }
  await storage.write("vocab.txt", new TextEncoder().encode(serializeVocabulary(vocabulary)));
};
