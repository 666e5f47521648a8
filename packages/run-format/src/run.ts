import { bestStep, type Progress } from "@textvae/core/internals";
import type { Continuation, Journal, Parameters, Storage } from "@textvae/core/plugin";
import { duplicateKey } from "@textvae/core/registry";
import { restoreWeights } from "@textvae/core/training";
import { TextvaeError } from "@textvae/ops";
import { isRecord } from "./checked-record.ts";
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { continuation, type Engine, type EngineSince, enginesFrom } from "./engine.ts";
import { sha256 } from "./hash.ts";
import { openMetrics } from "./metrics-file.ts";
import { resumeFrom } from "./resume.ts";

/** A run on disk (or wherever its storage keeps it): configuration, metrics, checkpoints. */
export interface Run extends Journal {
  readonly storage: Storage;
  /**
   * Puts the weights of the best checkpoint (or the last) into the parameters; its step. Throws
   * `CHECKPOINT` where it is damaged or absent.
   */
  loadWeights(parameters: Parameters, choice?: "best" | "last"): Promise<number>;
  /** Where the run stood at the checkpoint of a step. */
  progress(step: number): Promise<Progress>;
}

/**
 * A resolved configuration. How long to train and where the data lies may change from start to
 * start, the rest not.
 */
export interface RunConfig {
  readonly until?: unknown;
  readonly location?: unknown;
  readonly [key: string]: unknown;
}

export interface RunOptions {
  /** What computes; recorded in checkpoints, so that a run continued on another one can say so. */
  readonly engine?: Engine;
}

/**
 * Opens a run. The configuration is written on the first start and compared on every later one:
 * throws `CONFIG` when it differs in more than `until` and `location`.
 */
export const openRun = async (
  storage: Storage,
  config: RunConfig,
  { engine }: RunOptions = {},
): Promise<Run> => {
  const fingerprint = await fingerprintOf(config);
  await settleConfig(storage, config);
  const metrics = await openMetrics(storage);
  const load = (step: number) => loadCheckpoint(storage, step, fingerprint);
  const save: Journal["save"] = async (parameters, state) => {
    // A line that was written after the state, before who trained left, is not of it.
    await metrics.cut(state.metricsBytes);
    const { bytes: metricsBytes, crc: metricsCrc } = metrics.written();
    const origin = { config: fingerprint, metricsCrc, ...(engine && { engines }) };
    return saveCheckpoint(storage, parameters, { ...state, metricsBytes }, origin);
  };
  let mended: readonly string[] = [];
  let engines: readonly EngineSince[] = engine ? [{ step: 0, engine }] : [];
  let continued: Continuation | undefined;

  return {
    storage,
    log: (record) => metrics.append(record),
    save,
    async resume(parameters, choice = "last", check = () => undefined) {
      const resumed = await resumeFrom({ storage, metrics, load }, parameters, choice, check);
      const { state } = resumed;
      mended = resumed.mended;
      if (state && engine) {
        const { step } = state;
        continued = continuation(resumed.engines, engine);
        engines = enginesFrom(resumed.engines, step, engine);
        if (Object.keys(continued.changed).length > 0) {
          await metrics.append({ kind: "engine", step, ...continued });
        }
      }
      if (state && mended.length > 0) await save(parameters, state);
      return state && { ...state, metricsBytes: metrics.written().bytes };
    },
    mended: () => mended,
    continued: () => continued,
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
      const latest = await load(last);
      const best = choice === "best" ? bestStep(latest.progress) : last;
      const chosen = best === last ? latest : await load(best);
      restoreWeights(parameters, chosen);
      return chosen.progress.step;
    },
    async progress(step) {
      return (await load(step)).progress;
    },
    async loadStep(parameters, step) {
      restoreWeights(parameters, await load(step));
    },
  };
};

/** What checkpoints say of the configuration that they belong to. */
export const fingerprintOf = (config: RunConfig): Promise<string> =>
  sha256(new TextEncoder().encode(identityOf(config)));

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
export const readConfig = async (storage: Pick<Storage, "read">): Promise<RunConfig> => {
  const refuse = (got: string, cause?: unknown) =>
    new TextvaeError("CONFIG", "config.json", {
      expected: "the configuration of a run as JSON",
      got,
      hint: "Name the folder of a run, or start another.",
      cause,
    });
  let text: string;
  let config: unknown;
  try {
    text = new TextDecoder().decode(await storage.read("config.json"));
    config = JSON.parse(text);
  } catch (cause) {
    throw refuse("a missing or damaged file", cause);
  }
  if (!isRecord(config)) throw refuse("JSON that is no object");
  const twice = duplicateKey(text);
  if (twice !== undefined) throw refuse(`the key ${JSON.stringify(twice)} twice`);
  return config;
};

const firstDifference = (before: string, after: string): string => {
  const linesOf = (text: string) => text.split("\n").map((line) => line.trim().replace(/,$/, ""));
  const [old, now] = [linesOf(before), linesOf(after)];
  const i = now.findIndex((line, n) => line !== old[n]);
  const said = (line = "") => (/^[\]}]?$/.test(line) ? "nothing" : line);
  return `${said(now[i])} where the run has ${said(old[i])}`;
};
