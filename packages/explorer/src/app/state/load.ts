import { type Remote, wrap } from "comlink";
import { counted } from "../../reading/numbers.ts";
import type { ModelApi } from "../model-api.ts";
import { followAddress } from "./kept.ts";
import { failure, loaded, opened } from "./state.ts";

/** A worker of the program that computes: one holds the map and the model, others train or lay out. */
export const startWorker = (): Worker =>
  new Worker(new URL("../model.worker.ts", import.meta.url), { type: "module" });

/** What the worker that holds the map and the model is asked. */
export const model: Remote<ModelApi> = wrap<ModelApi>(startWorker());

/** An error as a reader can use it. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Loads the map, draws it, and opens the model meanwhile. */
export const start = async (): Promise<void> => {
  followAddress();
  try {
    loaded.value = await model.beside(document.baseURI.replace(/[?#].*$/, ""));
  } catch (error) {
    failure.value = messageOf(error);
    return;
  }
  await openModel();
};

/** Opens the model of the map that is held. */
export const openModel = async (): Promise<void> => {
  try {
    const { backend, parameters } = await model.open();
    opened.value = { kind: "open", says: `${counted(parameters)} weights on ${backend}` };
  } catch (error) {
    opened.value = { kind: "failed", says: messageOf(error) };
  }
};
