import { lockRun, opfsStorage } from "@textvae/storage-opfs";
import { type Choices, RUNS } from "./choices.ts";

/** The training that this page keeps, so that it goes on after a reload. */
export interface KeptTraining extends Choices {
  readonly name: string;
  readonly run: string;
  readonly text: string;
  /** Whether it trained when it was last heard of. */
  readonly going: boolean;
}

const FILE = "training.json";
const folder = () => opfsStorage("textvae/page");

export const keepTraining = async (training: KeptTraining): Promise<void> => {
  const storage = await folder();
  await storage.write(FILE, new TextEncoder().encode(JSON.stringify(training)));
};

/** What was kept; nothing where there is none, or none of this version. */
export const keptTraining = async (): Promise<KeptTraining | undefined> => {
  const storage = await folder();
  if (!(await storage.exists(FILE))) return undefined;
  try {
    const kept = JSON.parse(new TextDecoder().decode(await storage.read(FILE))) as KeptTraining;
    return typeof kept.run === "string" && typeof kept.text === "string" ? kept : undefined;
  } catch {
    return undefined;
  }
};

/** Keeps a training, and removes the runs of all others: this page keeps one. */
export const keepOnly = async (training: KeptTraining): Promise<void> => {
  await keepTraining(training);
  const runs = await opfsStorage(RUNS);
  const others = (await runs.list("")).filter((name) => name !== nameOf(training.run));
  for (const name of others) await runs.remove(name);
};

/** Removes a training with its run. Throws `LOCKED` while a tab trains in it. */
export const forgetTraining = async ({ run }: Pick<KeptTraining, "run">): Promise<void> => {
  const unlock = await lockRun(run);
  try {
    const [runs, storage] = [await opfsStorage(RUNS), await folder()];
    await runs.remove(nameOf(run));
    await storage.remove(FILE);
  } finally {
    await unlock();
  }
};

/** Throws `LOCKED` while a tab trains in it. */
export const checkFree = async ({ run }: Pick<KeptTraining, "run">): Promise<void> => {
  const unlock = await lockRun(run);
  await unlock();
};

const nameOf = (run: string): string => run.slice(RUNS.length + 1);
