import { TextvaeError } from "@textvae/core/options";
import { type Endpoint, expose } from "comlink";
import { answering } from "./answer.ts";
import type { TrainerApi } from "./api.ts";
import { allMeans, type Means } from "./means.ts";
import { prepare } from "./prepare.ts";
import { checkSetup } from "./setup.ts";
import { beginTraining, type Training } from "./training.ts";

export type { Means } from "./means.ts";

/**
 * The program of a worker that trains what `trainInWorker` of a page asks for: one training after the
 * other. What is computed is computed here.
 *
 * @example
 * // worker.js
 * import { serveTrainer } from "@textvae/worker/serve";
 * serveTrainer();
 */
export const serveTrainer = (
  means: Means = {},
  port: Endpoint = globalThis as unknown as Endpoint,
): void => {
  const all = allMeans(means);
  let current: Training | undefined;
  let starting = false;
  const training = () => current ?? refuse("a training", "none", "Call trainInWorker first.");

  const start: TrainerApi["start"] = (setup) =>
    answering(async () => {
      if (starting || current?.running) {
        const got = "one that trains";
        refuse("a worker that trains nothing", got, "Stop it first, or use another worker.");
      }
      starting = true;
      try {
        const checked = checkSetup(setup);
        current?.dispose();
        current = undefined;
        current = beginTraining(await prepare(checked, all));
      } finally {
        starting = false;
      }
    });
  const api: TrainerApi = {
    start,
    news: () => answering(() => training().news()),
    pause: () => answering(() => training().pause()),
    resume: () => answering(() => training().resume()),
    stop: () => answering(() => training().stop()),
    sample: (count, request) => answering(() => training().sample(count, request)),
    bundle: () => answering(() => training().bundle()),
  };
  expose(api, port);
};

const refuse = (expected: string, got: string, hint: string): never => {
  throw new TextvaeError("LOCKED", "trainInWorker", { expected, got, hint });
};
