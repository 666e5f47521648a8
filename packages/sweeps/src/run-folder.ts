import { type Storage, TextvaeError } from "@textvae/core";
import { type Engine, listCheckpoints, readEngines } from "@textvae/run-format";
import { readHistory } from "@textvae/runs/measures";

type Open = (folder: string) => Promise<Storage>;

/** The NLL of the validation that a run recorded at a step; undefined where it has none, or can't be read. */
export const valueIn = async (
  open: Open,
  folder: string,
  step: number,
): Promise<number | undefined> => {
  const history = await unlessUnreadable(async () => readHistory(await open(folder)));
  const point = history?.evaluations.findLast((evaluation) => evaluation.step === step);
  return typeof point?.nll === "number" ? point.nll : undefined;
};

/** The engine that computed a run last, as far as its folder says. */
export const engineIn = async (open: Open, folder: string): Promise<Engine | undefined> =>
  (await unlessUnreadable(async () => readEngines(await open(folder))))?.at(-1)?.engine;

/** The step of the last checkpoint; undefined before the first. */
export const stepIn = async (open: Open, folder: string): Promise<number | undefined> =>
  (await unlessUnreadable(async () => listCheckpoints(await open(folder))))?.at(-1);

/** Whether a run was begun in a folder. */
export const isThere = async (open: Open, folder: string): Promise<boolean> =>
  (await unlessUnreadable(async () => (await open(folder)).exists("config.json"))) ?? false;

/** A folder that is absent or damaged is the business of the process that trains in it. */
const unlessUnreadable = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TextvaeError) return undefined;
    throw error;
  }
};
