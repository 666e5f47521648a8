import type { TrainingEvent } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { type Setup, type Trainer, trainInWorker } from "@textvae/worker";
import { transfer, wrap } from "comlink";
import type { ModelApi } from "../model-api.ts";
import { messageOf, model, startWorker } from "../state/load.ts";
import { loaded, opened } from "../state/state.ts";
import { type Choices, type ChosenText, corpusOf, runOf, setupOf } from "./choices.ts";
import { trainedFile } from "./files.ts";
import { keepLast } from "./keep-last.ts";
import {
  checkFree,
  forgetTraining,
  type KeptTraining,
  keepOnly,
  keepTraining,
  keptTraining,
} from "./kept.ts";
import { createLive } from "./live.ts";
import { tellPreparation } from "./preparation.ts";
import {
  checkpoint,
  current,
  field,
  found,
  own,
  phase,
  prior,
  reading,
  recorded,
  samples,
  size,
  source,
  step,
  steps,
  trouble,
} from "./state.ts";
import { checkSentences, checkSize } from "./text.ts";

/* The training of this page: begun, followed, held and ended. */

const SAMPLES = 5;
/** Milliseconds between two questions for samples. */
const SAMPLING = 3000;

let trainer: Trainer | undefined;

/** Trains what is chosen: another text or model from its beginning, the same from where it was left. */
export const train = async (): Promise<void> => {
  if (phase.peek() === "starting" || trainer) return;
  phase.value = "starting";
  trouble.value = "";
  try {
    const chosen = await chosenText();
    const choices: Choices = { prior: prior.peek(), size: size.peek(), steps: steps.peek() };
    const run = await runOf(choices, chosen);
    const corpus = chosen.file && (await corpusOf(choices, chosen));
    // As another tab may have left it.
    const before = await keptTraining();
    if (before && before.run !== run) await checkFree(before);
    await follow({ ...choices, ...chosen, run, corpus, going: true });
  } catch (error) {
    trouble.value = toldOf(error);
    phase.value = current.peek() ? "ended" : "none";
  }
};

const chosenText = async (): Promise<ChosenText> => {
  const before = current.peek();
  if (source.peek() === "kept" && before) {
    const { name, text, file } = before;
    return { name, text, file };
  }
  if (source.peek() === "corpus") {
    const address = new URL("corpus.txt", document.baseURI);
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address} can't be read: ${response.status}`);
    return { name: "State of the Union", text: await response.text() };
  }
  const { name, text, file } = own.peek();
  if (file) return { name, text: "", file: trainedFile(file, field.peek()) };
  checkSize(name, new Blob([text]).size);
  const read = await model.readText(text);
  checkSentences(name, read.sentences, read.longest);
  return { name, text: read.text };
};

/** What the worker is asked for: with the file itself where the page has it. */
const askedOf = (training: KeptTraining): Setup => {
  const { file, run, corpus } = training;
  const setup = setupOf(training, training, run);
  const here = own.peek().file;
  const same =
    here &&
    file &&
    (["name", "size", "lastModified"] as const).every((fact) => here[fact] === file[fact]);
  return { ...setup, ...(same && { text: [here] }), ...(corpus !== undefined && { corpus }) };
};

/** Follows a training to its end, from where it is. One that can't begin changes nothing. */
export const follow = async (training: KeptTraining): Promise<void> => {
  const worker = startWorker();
  const { port1, port2 } = new MessageChannel();
  let tell: ReturnType<typeof teller> | undefined;
  found.value = [];
  try {
    await wrap<ModelApi>(worker).trainer(transfer(port2, [port2]));
    const mine = trainInWorker(port1, askedOf(training));
    trainer = mine;
    for await (const event of mine.events) {
      if (tellPreparation(event)) continue;
      if (!tell) await begin(training);
      tell ??= teller(mine);
      await tell(event);
    }
  } finally {
    tell?.flush();
    worker.terminate();
    port1.close();
    trainer = undefined;
    reading.value = undefined;
    if (tell) await settle(false);
    phase.value = current.peek() ? "ended" : "none";
  }
};

/** Keeps a training that has begun in the place of the one before. */
const begin = async (training: KeptTraining): Promise<void> => {
  if (current.peek()?.run !== training.run) clear();
  await keepOnly(training);
  current.value = training;
  source.value = "kept";
  phase.value = "training";
};

/** Shows what a training tells, and samples of its model now and then. */
const teller = (mine: Trainer) => {
  const live = createLive();
  let [sampling, sampled] = [false, 0];
  const sample = async (at: number) => {
    if (sampling || performance.now() - sampled < SAMPLING) return;
    sampling = true;
    const sentences = await mine.sample(SAMPLES, { seed: at }).catch(() => undefined);
    if (sentences) samples.value = { step: at, sentences };
    [sampling, sampled] = [false, performance.now()];
  };
  const tell = async (event: TrainingEvent) => {
    live.tell(event);
    if (event.kind === "train") void sample(event.step);
    if (event.kind !== "end") return;
    sampled = 0;
    await sample(event.step);
  };
  return Object.assign(tell, { flush: live.flush });
};

/** Keeps whether it goes on by itself after a reload. */
const settle = keepLast(async (going: boolean): Promise<void> => {
  const now = current.peek();
  if (!now) return;
  current.value = { ...now, going };
  await keepTraining({ ...now, going });
});

export const pause = async (): Promise<void> => {
  if (phase.peek() !== "training") return;
  phase.value = "paused";
  // Before the worker has answered, so that whoever resumes meanwhile is later.
  const kept = settle(false);
  await trainer?.pause();
  await kept;
};

export const resume = async (): Promise<void> => {
  if (phase.peek() !== "paused") return;
  // Kept before it is shown: whoever sees it train may reload the page.
  await settle(true);
  if (phase.peek() !== "paused") return;
  phase.value = "training";
  await trainer?.resume();
};

export const stop = async (): Promise<void> => {
  await trainer?.stop();
};

/** Removes what was trained, if the reader is sure. */
export const forgetAsked = async (): Promise<void> => {
  const now = current.peek();
  if (!now || trainer || !confirm("Remove what was trained from this browser?")) return;
  trouble.value = "";
  try {
    await forgetTraining(now);
    clear();
    found.value = [];
  } catch (error) {
    trouble.value = toldOf(error);
  }
};

/** Shows that nothing is trained. */
const clear = (): void => {
  current.value = undefined;
  loaded.value = undefined;
  opened.value = { kind: "none" };
  recorded.value = { training: [], evaluations: [] };
  samples.value = { step: 0, sentences: [] };
  step.value = 0;
  checkpoint.value = 0;
  phase.value = "none";
  if (source.peek() === "kept") source.value = "corpus";
};

/** Whether another tab trains, or has not ended yet. */
export const isLocked = (error: unknown): boolean =>
  error instanceof TextvaeError && error.code === "LOCKED";

/** What went wrong, in words of this page. */
export const toldOf = (error: unknown): string =>
  isLocked(error)
    ? "Another tab of this browser trains, and this page keeps one training. Stop it there first."
    : messageOf(error);
