import type { Progress } from "@textvae/core/internals";
import { TextvaeError } from "@textvae/ops";
import {
  aCount,
  aNumber,
  aText,
  type Check,
  eachOf,
  exactly,
  fields,
  listOf,
  optional,
} from "./checked-record.ts";
import type { EngineSince } from "./engine.ts";
import { sha256 } from "./hash.ts";

export const FORMAT = 1;

/** What `state.json` of a checkpoint says. */
export interface StateFile {
  readonly format: number;
  /** Fingerprint of the resolved configuration; a checkpoint of another run is refused. */
  readonly config: string;
  readonly progress: Progress;
  /** CRC-32 of the first `progress.metricsBytes` bytes of metrics.jsonl; absent in early runs. */
  readonly metricsCrc?: number;
  /** The engines that computed it, each from a step on; absent where none was told. */
  readonly engines?: readonly EngineSince[];
  readonly optimizer: Readonly<Record<string, number>>;
  readonly hashes: Readonly<Record<string, string>>;
}

const aStream: Check = (value, path) =>
  fields({ counter: aCount, streams: eachOf(aStream) })(value, path);

const stateFile = fields({
  config: aText,
  progress: fields({
    step: aCount,
    epoch: aCount,
    index: aCount,
    window: fields({
      items: aCount,
      tokens: aNumber,
      loss: aNumber,
      reconstruction: aNumber,
      divergence: aNumber,
    }),
    evaluationDue: optional(exactly(true)),
    phase: optional(fields({ index: aCount, step: aCount, epoch: aCount })),
    best: optional(fields({ step: aCount, nll: aNumber })),
    final: optional(fields({ nll: aNumber })),
    sinceBest: aCount,
    rng: aStream,
    metricsBytes: aCount,
  }),
  metricsCrc: optional(aCount),
  engines: optional(listOf(fields({ step: aCount, engine: eachOf(aText) }))),
  optimizer: eachOf(aNumber),
  hashes: fields({ "weights.safetensors": aText, "optimizer.safetensors": aText }),
});

export const FALL_BACK =
  'Restore it, or go on with what is left: "last-good" (textvae train --resume last-good).';

/** The JSON text and the hash of exactly that text, so that no flipped byte goes unseen. */
export const sealed = async (content: StateFile): Promise<Uint8Array> => {
  const text = JSON.stringify(content);
  const seal = await sha256(new TextEncoder().encode(text));
  return new TextEncoder().encode(`${text}\n${seal}\n`);
};

/**
 * What a sealed file says. Throws `CHECKPOINT` when it was changed or cut short, when it is of
 * another format, and when what is under the seal is no state of a training.
 */
export const unsealed = async (bytes: Uint8Array, file: string): Promise<StateFile> => {
  const [text = "", seal, ...rest] = new TextDecoder().decode(bytes).split("\n");
  const actual = await sha256(new TextEncoder().encode(text));
  const refuse = (expected: string, got: string, hint = FALL_BACK, cause?: unknown) =>
    new TextvaeError("CHECKPOINT", file, { expected, got, hint, cause });
  if (seal !== actual || rest.length !== 1 || rest[0] !== "") {
    throw refuse("its content to match its own hash", "a file that was changed or cut short");
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw refuse("JSON", "something else", FALL_BACK, cause);
  }
  const other = fields({ format: exactly(FORMAT) })(content, "");
  if (other) {
    const hint = "Use the version of textvae that wrote it.";
    throw refuse(`format ${FORMAT}`, `format ${other.got}`, hint);
  }
  const problem = stateFile(content, "");
  if (problem) throw refuse(`${problem.expected} as ${problem.path}`, problem.got);
  return content as StateFile;
};

/** Throws `CHECKPOINT` for the state of another step or configuration. */
export const checkOrigin = (
  state: StateFile,
  { config, step }: { readonly config: string; readonly step: number },
  file: string,
): void => {
  if (state.progress.step !== step) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: `the checkpoint of step ${step}`,
      got: `that of step ${state.progress.step}`,
      hint: FALL_BACK,
    });
  }
  if (state.config !== config) {
    throw new TextvaeError("CHECKPOINT", file, {
      expected: "a checkpoint of this configuration",
      got: "one of another",
      hint: "Resume with the configuration in the run's config.json, or choose another run folder.",
    });
  }
};
