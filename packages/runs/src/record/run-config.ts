import {
  type Component,
  type Dataset,
  type Experiment,
  type Plain,
  recordOf,
  type Storage,
  type Until,
} from "@textvae/core";
import { checks, type RunConfig, readConfig } from "@textvae/run-format";
import { describeTokenizer } from "../kept-tokenizer.ts";
import { type DataFacts, describeVocabulary } from "../manifest.ts";
import type { RunSettings } from "./run-settings.ts";
import { asWritten } from "./written.ts";

/** What `config.json` says of the data: enough to build the model without it. */
export interface DataRecord extends DataFacts {
  readonly plugin: unknown;
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
  readonly location: { readonly data: string; readonly cache?: string };
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
  readonly settings: RunSettings;
  readonly plan: Experiment;
  readonly dataset: Dataset;
  /** How the dataset was asked to read: the options that someone set. */
  readonly reading: DataRecord["options"];
  /** Name of the backend that runs. */
  readonly backend: string;
  /** Where the data is. */
  readonly location: RecordedConfig["location"];
}

const { aCount, aNumber, aRecord, aText, fields, listOf, optional } = checks;
const recordedConfig = fields({
  recipe: aText,
  options: aRecord,
  seed: aNumber,
  backend: aText,
  logEvery: aCount,
  evaluateEvery: optional(aCount),
  checkpointEvery: optional(aCount),
  data: fields({
    options: aRecord,
    provides: listOf(aText),
    labels: optional(listOf(aText)),
    vocabulary: fields({ size: aCount, sha256: aText }),
  }),
  plugins: aRecord,
  experiment: optional(aRecord),
  location: fields({ data: aText, cache: optional(aText) }),
  until: fields({
    steps: optional(aCount),
    epochs: optional(aCount),
    sinceBest: optional(aCount),
  }),
});

/** The configuration of a run. Throws `CONFIG` for a file that is none. */
export const readRecordedConfig = async (storage: Storage): Promise<RecordedConfig> =>
  asWritten(recordedConfig, await readConfig(storage), {
    file: "config.json",
    code: "CONFIG",
    hint: "Name the folder of a run that textvae train made, or choose another for a new one.",
  });

/** The run as `config.json` records it, in plain data. */
export const recordConfig = async (sources: RecordSources): Promise<RecordedConfig> => {
  const { settings, plan, dataset, reading, backend, location } = sources;
  const { recipe, options, seed, steps, epochs } = settings;
  return plain({
    recipe,
    options,
    seed,
    backend,
    logEvery: settings.logEvery,
    evaluateEvery: settings.evaluateEvery,
    checkpointEvery: settings.checkpointEvery,
    data: await recordData(reading, dataset),
    plugins: recordPlugins(plan),
    experiment: recordExperiment(plan),
    location,
    until: whicheverFirst({ steps, epochs }, plan.until),
  });
};

/** A plan's limits, and others that end it earlier but never later. */
export const whicheverFirst = (chosen: Until, plan: Until): Until => ({
  steps: lower(chosen.steps, plan.steps),
  epochs: lower(chosen.epochs, plan.epochs),
  sinceBest: chosen.sinceBest ?? plan.sinceBest,
});

const lower = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

const plain = <T>(record: object): T => JSON.parse(JSON.stringify(record)) as T;

/** What is trained and how, as plain data from which it can be made again without its recipe. */
const recordExperiment = (plan: Experiment): Plain => {
  const { parts, objective, evaluation, optimizer, update, phases, notes } = plan;
  return recordOf({ parts, objective, evaluation, optimizer, update, phases, notes });
};

/** The data of a run, in plain data. */
export const recordData = async (
  options: DataRecord["options"],
  dataset: Dataset,
): Promise<DataRecord> => {
  const { provides, labels } = dataset;
  const plugin = (dataset as Component).plugin ?? dataset.name;
  const vocabulary = await describeVocabulary(dataset.vocabulary);
  const tokenizer = await describeTokenizer(dataset.tokenizer);
  return plain({ options, plugin, provides, labels, vocabulary, tokenizer });
};

/** Name, version and options of each part of a model. */
export const recordPlugins = ({
  parts: { encoder, prior, flows, decoder, condition },
}: Pick<Experiment, "parts">): RecordedConfig["plugins"] => {
  const named: Readonly<Record<string, Component | undefined>> = {
    encoder,
    prior,
    decoder,
    condition,
  };
  const references = Object.entries(named).map(([role, part]) => [role, part?.plugin]);
  return plain({
    ...Object.fromEntries(references),
    flows: flows?.map((flow: Component) => flow.plugin),
  });
};

/** The settings that a run was started with. */
export const settingsOf = (config: RecordedConfig): RunSettings & RecordedConfig["location"] => {
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
    ...config.location,
    ...config.data.options,
    ...until,
  };
};
