import { lockRun, opfsStorage } from "@textvae/storage-opfs";
import { type Choices, type ChosenText, CORPORA, RUNS } from "./choices.ts";

/** The training that this page keeps, so that it goes on after a reload. */
export interface KeptTraining extends Choices, ChosenText {
  readonly run: string;
  /** Where its file is kept, once it was read. */
  readonly corpus?: string | undefined;
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

/** Keeps a training, and removes the runs and files of all others: this page keeps one. */
export const keepOnly = async (training: KeptTraining): Promise<void> => {
  await keepTraining(training);
  await removeBut(RUNS, training.run);
  await removeBut(CORPORA, training.corpus);
};

/** Removes a training with its run and its file. Throws `LOCKED` while a tab trains in it. */
export const forgetTraining = async ({ run }: Pick<KeptTraining, "run">): Promise<void> => {
  const unlock = await lockRun(run);
  try {
    const [runs, storage] = [await opfsStorage(RUNS), await folder()];
    await runs.remove(nameOf(run));
    await removeBut(CORPORA, undefined);
    await storage.remove(FILE);
  } finally {
    await unlock();
  }
};

/** Removes what is in a folder, except for one thing. */
const removeBut = async (path: string, kept: string | undefined): Promise<void> => {
  const storage = await opfsStorage(path);
  const others = (await storage.list("")).filter((name) => `${path}/${name}` !== kept);
  for (const name of others) await storage.remove(name);
};

/** Throws `LOCKED` while a tab trains in it. */
export const checkFree = async ({ run }: Pick<KeptTraining, "run">): Promise<void> => {
  const unlock = await lockRun(run);
  await unlock();
};

const nameOf = (run: string): string => run.slice(RUNS.length + 1);
