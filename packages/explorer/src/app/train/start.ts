import { effect } from "@preact/signals";
import { proxy } from "comlink";
import { cancelUmap } from "../map/umap-state.ts";
import { followAddress } from "../state/kept.ts";
import { messageOf, model, openModel } from "../state/load.ts";
import { failure, loaded, opened, tab, waiting } from "../state/state.ts";
import { untilOver } from "../state/until-over.ts";
import { readingOf } from "./choices.ts";
import { type KeptTraining, keptTraining } from "./kept.ts";
import { follow, isLocked, toldOf } from "./session.ts";
import {
  checkpoint,
  current,
  phase,
  prior,
  recorded,
  size,
  source,
  step,
  steps,
  trouble,
} from "./state.ts";

const NOTHING =
  "Nothing is trained yet: begin in Train. A first checkpoint is there after 50 steps.";

/** Begins the page: with what it trained before, which goes on if it was under way. */
export const start = async (): Promise<void> => {
  opened.value = { kind: "none" };
  waiting.value = NOTHING;
  followAddress();
  try {
    await takeUp();
  } catch (error) {
    trouble.value = messageOf(error);
  }
  effect(() => {
    if (tab.value === "train") return;
    void showMap();
  });
};

/** Takes up the training that this browser keeps. */
const takeUp = async (): Promise<void> => {
  const kept = await keptTraining();
  if (!kept) return;
  current.value = kept;
  [source.value, prior.value, size.value] = ["kept", kept.prior, kept.size];
  steps.value = kept.steps;
  phase.value = "ended";
  const history = await model.history(kept.run).catch(() => undefined);
  if (history) {
    recorded.value = history;
    step.value = checkpoint.value = history.checkpoint;
  }
  if (!kept.going) return;
  goOn(kept).catch((error) => {
    trouble.value = toldOf(error);
  });
};

/** Goes on with a training. After a reload the worker of the page before may hold its run for some time. */
const goOn = async (kept: KeptTraining, tries = 4): Promise<void> => {
  phase.value = "starting";
  try {
    await follow(kept);
  } catch (error) {
    if (tries === 1 || !isLocked(error)) throw error;
    await goOn(kept, tries - 1);
  }
};

let shown = 0;
let making = false;

/** Makes the map of the newest checkpoint, unless it is there. */
const showMap = async (): Promise<void> => {
  const training = current.peek();
  const newest = checkpoint.peek();
  if (!training || newest === 0 || making) return;
  if (loaded.peek() && shown === newest) return;
  making = true;
  loaded.value = undefined;
  failure.value = "";
  opened.value = { kind: "opening" };
  waiting.value = "Making the map …";
  cancelUmap();
  const progress = untilOver((done: number) => {
    waiting.value = `Making the map … ${Math.round(100 * done)} %`;
  });
  try {
    const { run, name, text, file, corpus } = training;
    const asked = { run, name, text, file, corpus, reading: readingOf(training, training) };
    loaded.value = await model.trained(asked, proxy(progress.tell));
    shown = newest;
    await openModel();
  } catch (error) {
    failure.value = messageOf(error);
  } finally {
    progress.over();
    making = false;
    waiting.value = NOTHING;
  }
};
