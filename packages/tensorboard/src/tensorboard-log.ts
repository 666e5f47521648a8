import type { Storage, TrainingEvent } from "@textvae/core";
import { type Event, encodeEvent, FILE_VERSION, readEvent } from "./event.ts";
import { encodeRecord, recordsIn } from "./records.ts";
import { scalarsOf, type Told, toldBy } from "./scalars.ts";

/** Writes what a training tells into event files. */
export interface TensorBoardLog {
  /** Begins a file after so many steps. What metrics tell of them and no file does is written first. */
  start(step: number, told: readonly Told[]): Promise<void>;
  /** Adds the numbers of an event; events without any are passed over. */
  event(event: TrainingEvent, more?: Readonly<Record<string, number>>): Promise<void>;
}

/** Where they lie in the folder of a run. */
const FOLDER = "tensorboard";

/** Paths of the event files of a run, in the order in which they were begun. */
const eventFiles = async (storage: Storage): Promise<string[]> =>
  (await storage.list(FOLDER))
    .filter((name) => name.startsWith("events.out.tfevents."))
    .sort()
    .map((name) => `${FOLDER}/${name}`);

/** Whether a run has event files. */
export const hasEvents = async (storage: Storage): Promise<boolean> =>
  (await eventFiles(storage)).length > 0;

/**
 * TensorBoard's event files of a run, in `tensorboard/` of its folder. Each start begins a file of its own, and cuts
 * earlier ones back to before the step that training goes on from, so that no step of a curve stands twice.
 * That step is told by the run's metrics. A reader that has seen more is told to forget it.
 *
 * @example
 * const log = tensorboardLog(storage);
 * for await (const event of train(setup)) {
 *   if (event.kind === "start") await log.start(event.step, []);
 *   await log.event(event);
 * }
 */
export const tensorboardLog = (
  storage: Storage,
  /** Seconds since 1970. */
  clock: () => number = () => Date.now() / 1000,
): TensorBoardLog => {
  let file = "";
  let last: ReadonlyMap<string, number> = new Map();
  const record = (event: Omit<Event, "wallTime">) =>
    encodeRecord(encodeEvent({ wallTime: clock(), ...event }));
  const append = (event: Omit<Event, "wallTime">) => storage.append(file, record(event));
  const add = async (told: Told): Promise<void> => {
    const { step } = told;
    const scalars = scalarsOf(told).filter(({ tag }) => step > (last.get(tag) ?? -1));
    if (scalars.length > 0) await append({ step, scalars });
  };
  return {
    async start(step, told) {
      const files = await eventFiles(storage);
      last = new Map();
      for (const name of files) last = later(last, await cutBack(storage, name, step));
      file = nameAfter(files.at(-1), clock());
      await storage.write(file, record({ fileVersion: FILE_VERSION }));
      if (files.length > 0) await append({ step, starts: true });
      for (const line of told) if (line.step <= step) await add(line);
    },
    async event(event, more = {}) {
      const told = toldBy(event);
      if (told) await add(told);
      const { step } = event;
      const scalars = Object.entries(more).map(([tag, value]) => ({ tag, value }));
      if (scalars.length > 0) await append({ step, scalars });
    },
  };
};

/** The last step of each curve. */
type Last = ReadonlyMap<string, number>;

const later = (a: Last, b: Last): Last =>
  new Map(
    [...a.keys(), ...b.keys()].map((tag) => [tag, Math.max(a.get(tag) ?? -1, b.get(tag) ?? -1)]),
  );

/** Cuts off a file what is damaged, of a step or of later ones, and tells the last step of each curve. */
const cutBack = async (storage: Storage, name: string, step: number): Promise<Last> => {
  const bytes = await storage.read(name);
  const last = new Map<string, number>();
  let end = 0;
  for (const record of recordsIn(bytes)) {
    const event = readEvent(record.data);
    if (event.step >= step && event.tags.length > 0) break;
    for (const tag of event.tags) last.set(tag, Math.max(event.step, last.get(tag) ?? -1));
    end = record.end;
  }
  if (end < bytes.length) await storage.truncate(name, end);
  return last;
};

/** A name that readers find, and read after an earlier one. */
const nameAfter = (earlier: string | undefined, now: number): string => {
  const before = Number(/\.tfevents\.(\d+)/.exec(earlier ?? "")?.[1] ?? 0);
  const seconds = Math.max(Math.floor(now), before + 1);
  return `${FOLDER}/events.out.tfevents.${String(seconds).padStart(10, "0")}.textvae`;
};
