import { type Evaluation, placedIn, type Storage, TextvaeError } from "@textvae/core";
import {
  type EngineSince,
  listCheckpoints,
  readEngines,
  readLostMetrics,
} from "@textvae/run-format";
import { bestOfLastPhase } from "../best-of-last-phase.ts";
import { type Account, readAccount } from "../kept-account.ts";
import { type Rates, ratesOf } from "../rates.ts";
import { type RecordedConfig, readRecordedConfig } from "../record/run-config.ts";
import { type Difference, differencesOf, groupsOf } from "./comparability.ts";
import { type History, readHistory } from "./history.ts";
import { readDiagnosis, type StoredDiagnosis } from "./stored-diagnosis.ts";

/** What a run has come to, beside others. */
export interface RunRow {
  readonly run: string;
  readonly recipe: string;
  readonly step: number;
  /** Runs of different letters can't be compared; absent where all can. */
  readonly group?: string;
  /** Training reconstruction in nats per token, over the last tenth of the recorded steps. */
  readonly perToken?: number;
  readonly tokensPerSecond?: number;
  /** The best evaluation on the validation split, if there was one. */
  readonly best?: Evaluation;
  /** Its nats by tokens, words and bytes. */
  readonly rates?: Rates;
  /** What `textvae diagnose` found of the weights that are there. */
  readonly diagnosis?: StoredDiagnosis;
  /** How its metrics differ from what its last checkpoint recorded: the numbers are of what is left. */
  readonly lost?: string;
}

/** A run that is to stand beside others. */
export interface ComparedRun {
  readonly name: string;
  /** Where it is, for errors. */
  readonly folder: string;
  readonly storage: Storage;
}

/** Runs side by side. */
export interface Comparison {
  readonly rows: readonly RunRow[];
  readonly differences: readonly Difference[];
  /** What each has recorded, in the order of the rows. */
  readonly histories: readonly History[];
}

/**
 * Reads runs by their names, and says in what they differ.
 *
 * @throws {TextvaeError} `CONFIG` and `STORAGE` naming a file that is none of a run.
 */
export const compareRuns = async (runs: readonly ComparedRun[]): Promise<Comparison> => {
  const read = await Promise.all(runs.map((run) => readRun(run).catch(placed(run))));
  const alone = read.map(summarise);
  const compared = read.map(({ config, engines }, i) => ({
    ...(alone[i] as RunRow),
    ...{ config, engines },
  }));
  const differences = differencesOf(compared);
  const groups = groupsOf(compared, differences);
  const rows = alone.map((row) => {
    const group = groups.get(row.run);
    return { ...row, ...(group !== undefined && { group }) };
  });
  return { rows, differences, histories: read.map(({ history }) => history) };
};

/** Of several runs, an error says which it is of. */
const placed =
  ({ folder }: ComparedRun) =>
  (error: unknown): never => {
    const told = error instanceof TextvaeError && !error.where.includes(folder);
    throw told ? placedIn(folder, error) : error;
  };

interface ReadRun {
  readonly run: string;
  readonly config: RecordedConfig;
  readonly history: History;
  readonly diagnosis: StoredDiagnosis | undefined;
  /** The step of the last checkpoint. */
  readonly trained: number;
  readonly engines: readonly EngineSince[];
  readonly account: Account;
  readonly lost: string | undefined;
}

const readRun = async ({ name: run, storage }: ComparedRun): Promise<ReadRun> => {
  const config = await readRecordedConfig(storage);
  const [history, diagnosis] = [await readHistory(storage), await readDiagnosis(storage)];
  const checkpoints = await listCheckpoints(storage);
  const [engines, account] = [await readEngines(storage), await readAccount(storage)];
  const lost = await readLostMetrics(storage);
  return {
    lost,
    run,
    config,
    history,
    diagnosis,
    trained: Math.max(0, ...checkpoints),
    engines,
    account,
  };
};

const summarise = (read: ReadRun): RunRow => {
  const { run, config, history, diagnosis, trained, account, lost } = read;
  const { training, evaluations, timings } = history;
  const tail = training.slice(-Math.ceil(training.length / 10));
  const best = bestOfLastPhase(evaluations as unknown as readonly Evaluation[]);
  return {
    run,
    recipe: config.recipe,
    step: Math.max(trained, training.at(-1)?.step ?? 0, evaluations.at(-1)?.step ?? 0),
    ...meanOf("perToken", tail),
    ...meanOf("tokensPerSecond", timings),
    ...(best && { best, rates: ratesOf(best, account[best.split]) }),
    ...(diagnosis && { diagnosis }),
    ...(lost !== undefined && { lost }),
  };
};

/** The mean of a member; nothing where a run was too short to record any. */
const meanOf = (member: "perToken" | "tokensPerSecond", points: History["training"]) => {
  const sum = points.reduce((total, point) => total + (point[member] as number), 0);
  return points.length === 0 ? {} : { [member]: sum / points.length };
};
