import { type Trainer, trainInWorker } from "@textvae/worker";
import { transfer, wrap } from "comlink";
import type { ModelApi } from "../model-api.ts";
import { messageOf, model, startWorker } from "../state/load.ts";
import { loaded, opened } from "../state/state.ts";
import { type Choices, runOf, setupOf } from "./choices.ts";
import { forgetTraining, type KeptTraining, keepTraining } from "./kept.ts";
import { createLive } from "./live.ts";
import {
  checkpoint,
  current,
  own,
  phase,
  prior,
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
    const { name, text } = await chosenText();
    const choices: Choices = { prior: prior.peek(), size: size.peek(), steps: steps.peek() };
    const run = await runOf(choices, text);
    const before = current.peek();
    if (before && before.run !== run) await forget();
    phase.value = "starting";
    await follow({ ...choices, name, text, run, going: true });
  } catch (error) {
    trouble.value = messageOf(error);
    phase.value = current.peek() ? "ended" : "none";
  }
};

const chosenText = async (): Promise<{ name: string; text: string }> => {
  const before = current.peek();
  if (source.peek() === "kept" && before) return before;
  if (source.peek() === "corpus") {
    const address = new URL("corpus.txt", document.baseURI);
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address} can't be read: ${response.status}`);
    return { name: "State of the Union", text: await response.text() };
  }
  const { name, text } = own.peek();
  checkSize(name, new Blob([text]).size);
  const read = await model.readText(text);
  checkSentences(name, read.sentences);
  return { name, text: read.text };
};

/** Follows a training to its end, from where it is. */
export const follow = async (training: KeptTraining): Promise<void> => {
  const worker = startWorker();
  const { port1, port2 } = new MessageChannel();
  const { text, run } = training;
  await keepTraining(training);
  current.value = training;
  source.value = "kept";
  await wrap<ModelApi>(worker).trainer(transfer(port2, [port2]));
  const mine = trainInWorker(port1, setupOf(training, text, run));
  trainer = mine;
  const live = createLive();
  let [sampling, sampled] = [false, 0];
  const sample = async (at: number) => {
    if (sampling || performance.now() - sampled < SAMPLING) return;
    sampling = true;
    const sentences = await mine.sample(SAMPLES, { seed: at }).catch(() => undefined);
    if (sentences) samples.value = { step: at, sentences };
    [sampling, sampled] = [false, performance.now()];
  };
  try {
    for await (const event of mine.events) {
      live.tell(event);
      if (phase.peek() === "starting") phase.value = "training";
      if (event.kind === "train") void sample(event.step);
      if (event.kind === "end") {
        sampled = 0;
        await sample(event.step);
      }
    }
  } finally {
    live.flush();
    worker.terminate();
    port1.close();
    trainer = undefined;
    await settle(false);
    phase.value = "ended";
  }
};

/** Keeps whether it goes on by itself after a reload. */
const settle = async (going: boolean): Promise<void> => {
  const now = current.peek();
  if (!now) return;
  current.value = { ...now, going };
  await keepTraining({ ...now, going });
};

export const pause = async (): Promise<void> => {
  if (phase.peek() !== "training") return;
  phase.value = "paused";
  await trainer?.pause();
  await settle(false);
};

export const resume = async (): Promise<void> => {
  if (phase.peek() !== "paused") return;
  // Kept before it is shown: whoever sees it train may reload the page.
  await settle(true);
  phase.value = "training";
  await trainer?.resume();
};

export const stop = async (): Promise<void> => {
  await trainer?.stop();
};

/** Removes what was trained, if the reader is sure. */
export const forgetAsked = async (): Promise<void> => {
  if (confirm("Remove what was trained from this browser?")) await forget();
};

const forget = async (): Promise<void> => {
  const now = current.peek();
  if (!now || trainer) return;
  await forgetTraining(now);
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
