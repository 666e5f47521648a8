import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Row } from "./table.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What is told of a run beside its folder. */
export interface Told {
  readonly label: string;
  readonly commands: readonly string[];
}

/**
 * The row of a run that `textvae diagnose` has looked at: its numbers as that command kept them, how
 * long it was trained, the hash of the weights and the engine that they were made by.
 */
export const rowOf = async (run: string, { label, commands }: Told): Promise<Row> => {
  const json = async (file: string): Promise<Facts> =>
    JSON.parse(await readFile(join(run, file), "utf8"));
  const [config, found] = await Promise.all([json("config.json"), json("diagnostics.json")]);
  const step = found.step as number;
  const checkpoint = `checkpoints/${String(step).padStart(8, "0")}`;
  const weights = await readFile(join(run, checkpoint, "weights.safetensors"));
  const { evaluations, unigram, account } = found.scores as Facts;
  const [scores] = evaluations as readonly Facts[];
  const [information] = (found.information ?? []) as readonly Facts[];
  return {
    label,
    commands,
    recipe: config.recipe,
    updates: step,
    split: found.split,
    account,
    scores,
    ...(found.weighted !== undefined && { weighted: found.weighted }),
    ...(information && { information }),
    ...(found.activeUnits !== undefined && { activeUnits: unitsOf(found.activeUnits as Facts) }),
    unigram,
    engine: config.engine,
    weights: createHash("sha256").update(weights).digest("hex"),
  };
};

const unitsOf = ({ active, units }: Facts): Facts => ({ active, units });
