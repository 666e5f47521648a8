import type { Storage } from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops";
import { isRecord } from "./checked-record.ts";
import { crc32 } from "./crc32.ts";
import { lastState } from "./last-state.ts";
import { FALL_BACK } from "./state-file.ts";

const METRICS = "metrics.jsonl";
const NEWLINE = 10;

/** What a checkpoint says of the metrics at its step. */
export interface MetricsMark {
  readonly step: number;
  readonly bytes: number;
  /** Of these bytes; not known of early runs. */
  readonly crc?: number | undefined;
}

/** metrics.jsonl of a run, which only grows while it is open. */
export interface MetricsFile {
  /** Appends one line and returns the file's new size. */
  append(record: Readonly<Record<string, unknown>>): Promise<number>;
  /** Forgets what was written after the first bytes. */
  cut(bytes: number): Promise<void>;
  /** Size and CRC-32 of what is in it. */
  written(): { readonly bytes: number; readonly crc: number };
  /**
   * Cuts off what was written after a checkpoint. Where lines of before it are missing or others:
   * throws `CHECKPOINT`, or with `mend` keeps those that are left and says so.
   */
  backTo(mark: MetricsMark, mend: boolean): Promise<readonly string[]>;
  /** Empties it where a run has no checkpoint; refused where it tells of some, unless to `mend`. */
  startOver(mend: boolean): Promise<readonly string[]>;
}

/** Opens the metrics of a run. */
export const openMetrics = async (storage: Storage): Promise<MetricsFile> => {
  const read = () => contentIn(storage);
  const describe = (content: Uint8Array) => ({ bytes: content.length, crc: crc32(content) });
  let now = describe(await read());

  const cutTo = async (bytes: number, content: Uint8Array) => {
    if (content.length > bytes) await storage.truncate(METRICS, bytes);
    now = describe(content.subarray(0, bytes));
  };
  const keep = async (lines: readonly string[]) => {
    const content = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
    await storage.write(METRICS, content);
    now = describe(content);
  };

  return {
    async append(record) {
      const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
      await storage.append(METRICS, line);
      now = { bytes: now.bytes + line.length, crc: crc32(line, now.crc) };
      return now.bytes;
    },
    written: () => now,
    async cut(bytes) {
      if (bytes < now.bytes) await cutTo(bytes, await read());
    },
    async backTo({ step, bytes, crc }, mend) {
      const content = await read();
      const wrong = difference(content, { bytes, crc });
      if (!wrong) {
        await cutTo(bytes, content);
        return [];
      }
      if (!mend) throw refused(`the lines that the checkpoint of step ${step} recorded`, wrong);
      const lines = linesUpTo(step, content);
      await keep(lines);
      return [`${METRICS}: ${wrong}; the ${lines.length} lines that are left go on`];
    },
    async startOver(mend) {
      const content = await read();
      const evaluations = linesUpTo(Infinity, content).filter(
        (line) => JSON.parse(line).kind === "evaluation",
      ).length;
      // One may have been written before the first checkpoint was.
      const lost = evaluations > 1;
      const wrong = `none, though it tells of ${evaluations} evaluations`;
      if (lost && !mend) throw refused("the checkpoints of the run beside it", wrong);
      await cutTo(0, content);
      return lost ? [`${METRICS}: the checkpoints are gone; the run starts over`] : [];
    },
  };
};

/**
 * How the metrics of a run differ from what its last checkpoint recorded of them, in words; undefined where they
 * do not, and without such a checkpoint. Whoever shows numbers of them says it.
 *
 * @example
 * await readLostMetrics(storage); // "metrics.jsonl: 9 of 700 bytes are missing"
 */
export const readLostMetrics = async (storage: Storage): Promise<string | undefined> => {
  // The checkpoint first: of a run that goes on, metrics only grow after it.
  const state = await lastState(storage);
  if (!state) return undefined;
  const { progress, metricsCrc: crc } = state;
  const content = await contentIn(storage);
  const wrong = difference(content, { bytes: progress.metricsBytes, crc });
  return wrong && `${METRICS}: ${wrong}`;
};

const contentIn = async (storage: Storage): Promise<Uint8Array> =>
  (await storage.exists(METRICS)) ? storage.read(METRICS) : new Uint8Array();

const refused = (expected: string, got: string) =>
  new TextvaeError("CHECKPOINT", METRICS, {
    expected,
    got,
    hint: FALL_BACK,
  });

/** How the file differs from what a checkpoint recorded of it. */
const difference = (
  content: Uint8Array,
  { bytes, crc }: Omit<MetricsMark, "step">,
): string | undefined => {
  if (content.length < bytes) return `${bytes - content.length} of ${bytes} bytes are missing`;
  const recorded = content.subarray(0, bytes);
  const same =
    crc === undefined ? bytes === 0 || recorded.at(-1) === NEWLINE : crc32(recorded) === crc;
  return same ? undefined : "they were changed";
};

/** The whole lines of steps up to one; what is no line of metrics is left out. */
const linesUpTo = (step: number, content: Uint8Array): string[] =>
  new TextDecoder()
    .decode(content)
    .split("\n")
    .filter((line) => {
      try {
        const record: unknown = JSON.parse(line);
        return isRecord(record) && typeof record.step === "number" && record.step <= step;
      } catch {
        return false;
      }
    });
