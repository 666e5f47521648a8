import { TextvaeError } from "@textvae/core/options";
import { type Endpoint, expose } from "comlink";
import { answering } from "./answer.ts";
import type { TrainerApi } from "./api.ts";
import { allMeans, type Means } from "./means.ts";
import { beginSession, type Session } from "./session.ts";
import { checkSetup } from "./setup.ts";

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
  let current: Session | undefined;
  const session = () => current ?? refuse("a training", "none", "Call trainInWorker first.");
  const training = () => session().training();

  const start: TrainerApi["start"] = (setup) =>
    answering(() => {
      if (current?.running) {
        const got = "one that trains";
        refuse("a worker that trains nothing", got, "Stop it first, or use another worker.");
      }
      const checked = checkSetup(setup);
      current?.dispose();
      current = beginSession(checked, all);
    });
  const api: TrainerApi = {
    start,
    news: () => answering(() => session().news()),
    pause: () => answering(async () => (await training()).pause()),
    resume: () => answering(async () => (await training()).resume()),
    stop: () => answering(() => session().stop()),
    sample: (count, request) => answering(async () => (await training()).sample(count, request)),
    bundle: () => answering(async () => (await training()).bundle()),
  };
  expose(api, port);
};

const refuse = (expected: string, got: string, hint: string): never => {
  throw new TextvaeError("LOCKED", "trainInWorker", { expected, got, hint });
};
