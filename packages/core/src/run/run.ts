import { TextvaeError } from "@textvae/ops";
import type { Parameters } from "../contracts/optimizer.ts";
import type { Storage } from "../contracts/storage.ts";
import type { TrainingState } from "../training/state.ts";
import {
  type LoadedCheckpoint,
  listCheckpoints,
  loadCheckpoint,
  saveCheckpoint,
} from "./checkpoint.ts";
import { sha256 } from "./hash.ts";
import { restoreWeights, toTensor } from "./host-tensors.ts";

/** Which checkpoint to continue from: the last (an error when it is damaged), or the last good one. */
export type Resume = "last" | "last-good";

/** A run on disk (or wherever its storage keeps it): configuration, metrics, checkpoints. */
export interface Run {
  readonly storage: Storage;
  /** Appends one line to metrics.jsonl and returns the file's new size. */
  log(record: Readonly<Record<string, unknown>>): Promise<number>;
  save(parameters: Parameters, state: TrainingState): Promise<string>;
  /** Puts a checkpoint back into the parameters; undefined when the run has none. */
  resume(parameters: Parameters, choice?: Resume): Promise<TrainingState | undefined>;
  /** Puts the weights of the best checkpoint (or the last) into the parameters; its step. */
  loadWeights(parameters: Parameters, choice?: "best" | "last"): Promise<number>;
  /** Puts the weights of the checkpoint of a step into the parameters. */
  loadStep(parameters: Parameters, step: number): Promise<void>;
}

const METRICS = "metrics.jsonl";

/**
 * A resolved configuration. How long to train and where the data lies may change from start to
 * start, the rest not.
 */
export interface RunConfig {
  readonly until?: unknown;
  readonly location?: unknown;
  readonly [key: string]: unknown;
}

/**
 * Opens a run. The configuration is written on the first start and compared on every later one:
 * throws `CONFIG` when it differs in more than `until` and `location`.
 */
export const openRun = async (storage: Storage, config: RunConfig): Promise<Run> => {
  const identity = identityOf(config);
  await settleConfig(storage, config);
  const fingerprint = await sha256(new TextEncoder().encode(identity));
  let metricsBytes = (await storage.exists(METRICS)) ? (await storage.read(METRICS)).length : 0;

  const pick = async (choice: Resume): Promise<LoadedCheckpoint | undefined> => {
    const steps = (await listCheckpoints(storage)).toReversed();
    for (const step of steps) {
      try {
        return await loadCheckpoint(storage, step, fingerprint);
      } catch (error) {
        const older = step !== steps.at(-1);
        if (choice === "last" || !older || !(error instanceof TextvaeError)) throw error;
      }
    }
    return undefined;
  };

  return {
    storage,
    async log(record) {
      const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
      await storage.append(METRICS, line);
      metricsBytes += line.length;
      return metricsBytes;
    },
    save: (parameters, state) => saveCheckpoint(storage, parameters, state, fingerprint),
    async resume(parameters, choice = "last") {
      const found = await pick(choice);
      if (!found) {
        if (metricsBytes > 0) await storage.truncate(METRICS, 0);
        metricsBytes = 0;
        return undefined;
      }
      restoreWeights(parameters, found);
      if (metricsBytes > found.progress.metricsBytes) {
        await storage.truncate(METRICS, found.progress.metricsBytes);
      }
      metricsBytes = found.progress.metricsBytes;
      const tensors = new Map([...found.slots].map(([name, slot]) => [name, toTensor(slot)]));
      return { ...found.progress, optimizer: { tensors, numbers: found.numbers } };
    },
    async loadWeights(parameters, choice = "best") {
      const steps = await listCheckpoints(storage);
      const last = steps.at(-1);
      if (last === undefined) {
        throw new TextvaeError("CHECKPOINT", "checkpoints", {
          expected: "a run with a checkpoint",
          got: "none",
          hint: "Train it first.",
        });
      }
      const latest = await loadCheckpoint(storage, last, fingerprint);
      const best = latest.progress.best?.step ?? last;
      const chosen =
        choice === "best" && best !== last && steps.includes(best)
          ? await loadCheckpoint(storage, best, fingerprint)
          : latest;
      restoreWeights(parameters, chosen);
      return chosen.progress.step;
    },
    async loadStep(parameters, step) {
      restoreWeights(parameters, await loadCheckpoint(storage, step, fingerprint));
    },
  };
};

const identityOf = ({ until, location, ...identity }: RunConfig): string =>
  JSON.stringify(identity, null, 2);

const settleConfig = async (storage: Storage, config: RunConfig): Promise<void> => {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  if (await storage.exists("config.json")) {
    const present = await readConfig(storage);
    const [before, now] = [identityOf(present), identityOf(JSON.parse(text))];
    if (before !== now) {
      throw new TextvaeError("CONFIG", "config.json", {
        expected: "the configuration this run was started with",
        got: `another one: ${firstDifference(before, now)}`,
        hint: "Choose another run folder, or go back to the old options.",
      });
    }
    if (text === `${JSON.stringify(present, null, 2)}\n`) return;
  }
  await storage.write("config.json", new TextEncoder().encode(text));
};

/** The configuration a run was started with. Throws `CONFIG` when it can't be read. */
export const readConfig = async (storage: Storage): Promise<RunConfig> => {
  try {
    return JSON.parse(new TextDecoder().decode(await storage.read("config.json")));
  } catch (cause) {
    throw new TextvaeError("CONFIG", "config.json", {
      expected: "the configuration of a run as JSON",
      got: "a missing or damaged file",
      hint: "Name the folder of a run, or start another.",
      cause,
    });
  }
};

const firstDifference = (before: string, after: string): string => {
  const linesOf = (text: string) => text.split("\n").map((line) => line.trim().replace(/,$/, ""));
  const [old, now] = [linesOf(before), linesOf(after)];
  const i = now.findIndex((line, n) => line !== old[n]);
  const said = (line = "") => (/^[\]}]?$/.test(line) ? "nothing" : line);
  return `${said(now[i])} where the run has ${said(old[i])}`;
};
