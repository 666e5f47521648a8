import { readEngines } from "@textvae/run-format";
import { nodeStorage } from "@textvae/storage-node";
import type { Row } from "./table.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What is told of a run beside its folder. */
export interface Told {
  readonly label: string;
  readonly commands: readonly string[];
}

/**
 * The row of a run that `textvae diagnose` has looked at: its numbers as that command kept them, how
 * long it was trained and how it went on the validation split, the hash of the weights and the engine that they were made by.
 */
export const rowOf = async (run: string, { label, commands }: Told): Promise<Row> => {
  const storage = await nodeStorage(run, { create: false });
  const text = async (file: string) => new TextDecoder().decode(await storage.read(file));
  const json = async (file: string): Promise<Facts> => JSON.parse(await text(file));
  const [config, found] = await Promise.all([json("config.json"), json("diagnostics.json")]);
  const { step, sha256 } = found.checkpoint as { readonly step: number; readonly sha256: string };
  const engines = await readEngines(storage);
  const { evaluations, unigram, account } = found.scores as Facts;
  const [scores] = evaluations as readonly Facts[];
  const [information, withinBatches] = (found.information ?? []) as readonly Facts[];
  return {
    label,
    commands,
    recipe: config.recipe,
    updates: step,
    split: found.split,
    account,
    validation: validationOf(await text("metrics.jsonl")),
    scores,
    ...(found.weighted !== undefined && { weighted: found.weighted }),
    ...(information && { information }),
    ...(withinBatches && { withinBatches }),
    ...(found.activeUnits !== undefined && { activeUnits: unitsOf(found.activeUnits as Facts) }),
    unigram,
    engine: engines.at(-1)?.engine,
    weights: sha256,
  };
};

/** A perplexity of the validation split while a model was trained. */
export interface Validation {
  readonly step: number;
  readonly ppl: number;
}

const validationOf = (metrics: string): Validation[] =>
  metrics
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter(({ kind, split }) => kind === "evaluation" && split === "valid")
    .map(({ step, ppl }) => ({ step, ppl }));

const unitsOf = ({ active, units }: Facts): Facts => ({ active, units });
