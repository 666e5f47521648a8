import {
  assemble,
  type ModelParts,
  type Objective,
  type Plain,
  type Registry,
  revive,
  type Storage,
  TextvaeError,
} from "@textvae/core";
import { readConfig, readTrainedWeights, type TrainedWeights } from "@textvae/run-format";
import { readWeights } from "./bundle-weights.ts";
import { readTokenizer } from "./kept-tokenizer.ts";
import { type DataFacts, MANIFEST, type Manifest, readManifest } from "./manifest.ts";
import { sizesOf } from "./own-model.ts";
import { recordedNumbers } from "./recorded-numbers.ts";
import { checkRecord, runRecord } from "./records.ts";
import { requireMembers } from "./require-members.ts";
import type { Source } from "./source.ts";
import type { ModelFacts, TrainedModel } from "./trained-model.ts";
import { withVerbs } from "./verbs.ts";

/** What a recipe makes of its options: enough of it to open what was trained by it. */
interface Planned {
  readonly parts: ModelParts;
  readonly evaluation: Objective;
  readonly phases?: readonly { readonly name?: string }[];
  readonly notes: readonly string[];
}

/** A recipe in a registry: called with its options it gives a plan that looks plugins up. */
interface PlannedBy {
  replan(registry: Registry): Planned;
}

/** What a run's configuration says of how to make its model again. */
interface RunFacts {
  readonly recipe: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly data: DataFacts;
  /** The record of all of it; early runs have none. */
  readonly experiment?: { readonly [name in "parts" | "objective" | "evaluation"]: Plain } & {
    readonly [name in "phases" | "notes"]?: Plain;
  };
}

/**
 * Opens a trained model: a folder that `textvae export` wrote, or the folder of a run with the
 * weights of its best checkpoint. Both name their parts, so that the registry must know these alone;
 * a run of before its experiment was recorded, or with functions in it that no plugin made, is made
 * again by its recipe. A backend must have been started.
 *
 * @throws {TextvaeError} `PLUGIN` for a part or recipe that the registry has not, or has in another
 * version; `CONFIG` and `CHECKPOINT` naming a file that is damaged, absent or of another model.
 *
 * @example
 * const registry = createRegistry().use(tokenEmbedding, lstmEncoder, vmf, lstmDecoder);
 * const model = await openTrained(urlSource("model"), registry);
 * const [code] = await model.encode(["the state of the union"]);
 * const [sentence] = await model.decode([code]);
 */
export const openTrained = async (source: Source, registry: Registry): Promise<TrainedModel> => {
  requireMembers("openTrained.source", source, "where a model is read", "exists", "read");
  requireMembers("openTrained.registry", registry, "a registry of plugins", "find");
  const bundle = await source.exists(MANIFEST);
  return bundle ? openBundle(source, registry) : openRunFolder(source, registry);
};

const openBundle = async (source: Source, registry: Registry): Promise<TrainedModel> => {
  const manifest = await readManifest(source);
  const { data, seed, recipe, step, notes, numbers } = manifest;
  const parts = revive(manifest.parts, registry, "parts") as ModelParts;
  const evaluation = () => objectiveOf(manifest, registry);
  const weights = await readWeights(source, manifest);
  const facts = { recipe, step, data, notes, numbers };
  return withWeights(source, { parts, evaluation, seed, weights, facts, registry });
};

/** What a bundle is evaluated with. Throws `CONFIG` where its record is of something else. */
const objectiveOf = ({ evaluation }: Manifest, registry: Registry): Objective => {
  const made = revive(evaluation, registry, "evaluation") as Objective | null | undefined;
  if (typeof made?.terms === "function") return made;
  throw new TextvaeError("CONFIG", `${MANIFEST}, evaluation`, {
    expected: "the record of an objective",
    got: (JSON.stringify(evaluation) ?? "nothing").slice(0, 60),
    hint: "Export the run again with this version of textvae.",
  });
};

const openRunFolder = async (source: Source, registry: Registry): Promise<TrainedModel> => {
  const storage = listing(source);
  const config = await readConfig(storage);
  checkRecord(config, runRecord, {
    file: "config.json",
    hint: "Name the folder of a trained run.",
  });
  const { recipe, data, seed } = config as unknown as RunFacts;
  const { parts, evaluation, phases, notes } = plannedBy(config as unknown as RunFacts, registry);
  const weights = await readTrainedWeights(storage);
  const numbers = await recordedNumbers(source, weights);
  const { step, last, beyond } = weights;
  const phase = phases?.[weights.phase]?.name;
  const described = { recipe, step, last, data, notes, numbers };
  const facts = {
    ...described,
    ...(beyond !== undefined && { beyond }),
    ...(phase !== undefined && { phase }),
  };
  return withWeights(source, { parts, evaluation, seed, weights, facts, registry });
};

/** The model of a run and what evaluates it: by its record where that is whole, else by its recipe. */
const plannedBy = (config: RunFacts, registry: Registry) => {
  const { experiment, recipe, options } = config;
  if (!experiment || JSON.stringify(experiment).includes('"(function)"')) {
    const made = registry.find("recipe", recipe)(options) as PlannedBy;
    const { evaluation, ...plan } = made.replan(registry);
    return { ...plan, evaluation: () => evaluation };
  }
  const { parts, objective, evaluation, phases, notes } = experiment;
  // A part of an objective may stand in the record of another, by its number.
  const evaluated = { parts, objective, evaluation };
  return {
    parts: revive(parts, registry, "experiment.parts") as ModelParts,
    evaluation: () => (revive(evaluated, registry, "experiment") as Planned).evaluation,
    phases: phases as unknown as Planned["phases"],
    notes: (notes ?? []) as readonly string[],
  };
};

interface Opened {
  readonly parts: ModelParts;
  evaluation(): Objective;
  readonly seed: number;
  readonly weights: TrainedWeights;
  readonly facts: Omit<ModelFacts, "latent" | "parameters">;
  readonly registry: Registry;
}

const withWeights = async (source: Source, opened: Opened): Promise<TrainedModel> => {
  const { parts, evaluation, seed, weights, facts, registry } = opened;
  const { data } = facts;
  const tokenizer = await readTokenizer(source, data, registry);
  const { vocabulary } = tokenizer;
  const model = assemble(parts, { dataset: { ...data, vocabulary }, seed, weights });
  return withVerbs({ model, tokenizer, seed, evaluation, facts: { ...facts, ...sizesOf(model) } });
};

/** A run's weights are found among its checkpoints, so that its storage must list them. */
const listing = (source: Source): Storage => {
  if (source.list) return source as Storage;
  throw new TextvaeError("STORAGE", MANIFEST, {
    expected: "a bundle",
    got: "none there",
    hint: "Write one with: textvae export --run RUN --out FOLDER.",
  });
};
