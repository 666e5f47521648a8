import {
  assemble,
  type BackendReport,
  type Dataset,
  type Experiment,
  type Model,
  type Plain,
  type Registry,
  revive,
  type Tokenizer,
  type Until,
} from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { type Engine, openRun, type Run } from "@textvae/run-format";
import {
  type RecordedConfig,
  recordConfig,
  settleAccount,
  settleTokenizer,
  whicheverFirst,
} from "@textvae/runs/record";
import { mapSplits } from "@textvae/text";
import type { PreparationEvent } from "./api.ts";
import { filesIn, type Splits } from "./files.ts";
import { heldOut } from "./held-out.ts";
import type { AllMeans } from "./means.ts";
import type { Setup } from "./setup.ts";

/** All that a training needs. */
export interface Prepared {
  readonly setup: Setup;
  readonly plan: Experiment;
  readonly dataset: Dataset;
  readonly model: Model;
  readonly run: Run;
  readonly config: RecordedConfig;
  readonly seed: number;
  readonly until: Until;
  /** Lets others train in the run. */
  unlock(): Promise<void>;
  /** Closes what batches are read from. */
  close(): void;
}

/** What a recipe in a registry gives for its options. */
interface PlannedBy {
  plan(registry: Registry): Experiment;
}

/** Who waits for what is prepared. */
export interface Waiting {
  /** Ends the reading of files. */
  readonly signal: AbortSignal;
  tell(event: PreparationEvent): void;
}

/** Makes of a setup what it describes; no run is written before all of it is there. */
export const prepare = async (
  setup: Setup,
  means: AllMeans,
  waiting: Waiting,
): Promise<Prepared> => {
  const { seed = 1, reading = {}, run: name = "run" } = setup;
  const registry = await means.registry();
  const plan = planOf(setup, registry);
  const report = await means.backend(setup.backend ?? {}).start();
  const tokenizer = tokenizerOf(setup, registry);
  const { splits, close } = await textOf(setup, tokenizer, means, waiting);
  const until = endOf(setup, plan);
  let [unlock, dispose] = [async () => {}, () => {}];
  try {
    const dataset = text({ ...reading, ...(tokenizer && { tokenizer }), splits });
    if (filesIn(setup.text)) waiting.tell(foundIn(dataset));
    for (const split of ["train", "valid"] as const) dataset.size(split); // throws where it is missing
    const model = assemble(plan.parts, { dataset, seed, objective: plan.objective });
    dispose = () => model.dispose();
    const config = await configOf({ setup, plan, dataset, seed, until, backend: report.name });
    const storage = await means.storage(name); // first: where nothing trains, it tidies up
    unlock = await means.lock(name);
    const run = await openRun(storage, config, { engine: engineOf(report) });
    await settleTokenizer(storage, dataset);
    await settleAccount(storage, dataset);
    return { setup, plan, dataset, model, run, config, seed, until, unlock, close };
  } catch (error) {
    dispose();
    close();
    await unlock();
    throw error;
  }
};

/** The text of each split. What reads files is loaded where there are some. */
const textOf = async (
  setup: Setup,
  tokenizer: Tokenizer | undefined,
  { corpora, written }: AllMeans,
  waiting: Waiting,
): Promise<{ readonly splits: Splits; close(): void }> => {
  const files = filesIn(setup.text);
  if (!files) {
    const splits = typeof setup.text === "string" ? heldOut(setup.text, setup.heldOut) : setup.text;
    return { splits: splits as Splits, close: () => {} };
  }
  const { pagedText } = await import("./paged-text.ts");
  const places = corpora?.(setup.corpus ?? "corpus");
  const { reading = {}, heldOut: of } = setup;
  return pagedText(files, { reading, tokenizer, heldOut: of, places, written, ...waiting });
};

/** What is told of text that was prepared. */
const foundIn = ({ account = {}, vocabulary, notes = [] }: Dataset): PreparationEvent => ({
  kind: "prepared",
  step: 0,
  splits: mapSplits(account, ({ items, tokens }) => ({ items, tokens })),
  vocabulary: vocabulary.size,
  notes,
});

/** What a run is called whose experiment no recipe made. */
const OWN = "experiment";

const planOf = ({ recipe, options = {}, experiment }: Setup, registry: Registry): Experiment =>
  recipe === undefined
    ? (revive(experiment as Plain, registry, "setup.experiment") as Experiment)
    : (registry.find("recipe", recipe)(options) as PlannedBy).plan(registry);

const tokenizerOf = ({ tokenizer }: Setup, registry: Registry): Tokenizer | undefined =>
  tokenizer && (registry.find("tokenizer", tokenizer.name)(tokenizer.options ?? {}) as Tokenizer);

/** Limits of a setup stand for those of its recipe, but a rate that has fallen to zero ends it before. */
const endOf = ({ until }: Setup, plan: Experiment): Until =>
  until ? whicheverFirst(until, { steps: plan.until.steps }) : plan.until;

interface Recorded extends Pick<Prepared, "setup" | "plan" | "dataset" | "seed" | "until"> {
  readonly backend: string;
}

/** The configuration as the command records it, so that what opens runs opens this one, too. */
const configOf = async (of: Recorded): Promise<RecordedConfig> => {
  const { setup, plan, dataset, seed, until, backend } = of;
  const { recipe = OWN, options = {}, logEvery = 10, evaluateEvery, checkpointEvery } = setup;
  const every = { logEvery, evaluateEvery, checkpointEvery };
  const config = await recordConfig({
    settings: { recipe, options, seed, backend, ...every },
    plan,
    dataset,
    reading: { ...setup.reading, ...(setup.tokenizer && { tokenizer: setup.tokenizer.name }) },
    backend,
    location: { data: "a page" },
  });
  return { ...config, until: JSON.parse(JSON.stringify(until)) };
};

/** What the bits of a run depend on besides its configuration. */
const engineOf = ({ name, facts, bits }: BackendReport): Engine => {
  const deciding = Object.entries(bits?.facts ?? facts);
  return {
    backend: name,
    ...Object.fromEntries(deciding.map(([key, value]) => [key, String(value)])),
    runtime: globalThis.navigator?.userAgent ?? "unknown",
  };
};
