import { TextvaeError } from "@textvae/core/options";
import { type Endpoint, type Remote, wrap } from "comlink";
import { type Answer, valueIn } from "./answer.ts";
import type { SampleRequest, TrainerApi, TrainerEvent } from "./api.ts";
import type { Setup } from "./setup.ts";

/** A training in a worker. Questions are answered between two of its steps. */
export interface Trainer {
  /**
   * What happens, in order, for one loop: how files are read, then the events of `train`, whose numbers are means in
   * nats. Throws what ended the training.
   * Leaving the loop stops the training, with a checkpoint.
   */
  readonly events: AsyncIterableIterator<TrainerEvent>;
  /** Waits before the next step, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** New sentences of the model as it is now. The training has the bits that it would have had. */
  sample(count: number, request?: SampleRequest): Promise<string[]>;
  /** Ends the training with a checkpoint, from which a setup of the same run goes on. */
  stop(): Promise<void>;
  /** The model as it is now, as the files of a bundle by name: `open` of `@textvae/open` reads them. */
  bundle(): Promise<Record<string, Uint8Array>>;
}

/**
 * Trains in a worker that `serveTrainer` serves, or at the end of a `MessagePort`, while the page goes
 * on. Events are those of `train`, after those of text in files, and weights and metrics have its bits. When a training has ended by
 * itself, `sample` and `bundle` use the weights of its best evaluation.
 *
 * @throws {TextvaeError} What `train` throws, with code, place and hint, from the loop over `events`;
 * `OPTION` for a setup that is wrong or no plain data; `LOCKED` for a worker, or a run, in which something
 * trains already; `BACKEND` for a worker that can't be loaded.
 *
 * @example
 * const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
 * const trainer = trainInWorker(worker, { recipe: "nvrnn", text, until: { steps: 1000 } });
 * for await (const event of trainer.events) if (event.kind === "train") console.log(event.loss);
 */
export const trainInWorker = (worker: Worker | MessagePort, setup: Setup): Trainer => {
  const remote = wrap<TrainerApi>(worker as Endpoint);
  const broken = failureOf(worker);
  const ask = async <T>(question: (api: Remote<TrainerApi>) => Promise<Answer<T>>): Promise<T> =>
    valueIn(await Promise.race([question(remote), broken]));

  const started = ask((api) => api.start(setup)).catch(refuseFunctions);
  started.catch(() => {}); // told to whoever asks
  const afterStart = async <T>(question: Parameters<typeof ask<T>>[0]): Promise<T> => {
    await started;
    return ask(question);
  };
  const stop = () => afterStart((api) => api.stop());

  return {
    events: follow(() => afterStart((api) => api.news()), stop),
    pause: () => afterStart((api) => api.pause()),
    resume: () => afterStart((api) => api.resume()),
    sample: (count, request = {}) => afterStart((api) => api.sample(count, request)),
    stop,
    bundle: () => afterStart((api) => api.bundle()),
  };
};

/** Events as they come; whoever leaves early stops what makes them. */
async function* follow(
  news: () => Promise<{ readonly events: readonly TrainerEvent[]; readonly ended: boolean }>,
  stop: () => Promise<void>,
): AsyncGenerator<TrainerEvent> {
  let over = false;
  try {
    while (!over) {
      const { events, ended } = await news().catch((error) => {
        over = true;
        throw error;
      });
      yield* events;
      over = ended;
    }
  } finally {
    if (!over) await stop();
  }
}

/** Rejected when a worker has failed where no answer can tell of it: its program did not load. */
const failureOf = (worker: Worker | MessagePort): Promise<never> => {
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      const { message } = event as ErrorEvent;
      reject(
        new TextvaeError("BACKEND", "trainInWorker", {
          expected: "a worker that runs",
          got: message || "one that could not be loaded",
          hint: 'Is it a module (type: "module") that calls serveTrainer?',
        }),
      );
    });
  });
  failure.catch(() => {});
  return failure;
};

const refuseFunctions = (error: unknown): never => {
  if ((error as Error).name !== "DataCloneError") throw error;
  throw new TextvaeError("OPTION", "setup", {
    expected: "plain data, which a message can carry",
    got: (error as Error).message,
    hint: "Parts are named by a recipe and its options, or by recordOf(experiment).",
    cause: error,
  });
};
