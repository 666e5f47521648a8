import { TextvaeError } from "@textvae/core/options";
import type { News } from "./api.ts";
import { createMailbox } from "./mailbox.ts";
import type { AllMeans } from "./means.ts";
import { prepare } from "./prepare.ts";
import type { Setup } from "./setup.ts";
import { beginTraining, type Training } from "./training.ts";

/** A training from its setup on: it is prepared, and then goes on by itself. */
export interface Session {
  /** Whether it is prepared or goes on. */
  readonly running: boolean;
  news(): Promise<News>;
  /** The training once it has begun. Throws why it did not. */
  training(): Promise<Training>;
  /** Ends it, with a checkpoint where it has begun. */
  stop(): Promise<void>;
  /** Frees the model of one that has ended. */
  dispose(): void;
}

export const beginSession = (setup: Setup, means: AllMeans): Session => {
  const [mailbox, stopping] = [createMailbox(), new AbortController()];
  let begun: Training | undefined;
  let waiting = true;
  const { signal } = stopping;
  const training = prepare(setup, means, { signal, tell: mailbox.put })
    .then((prepared) => {
      begun = beginTraining(prepared, mailbox);
      if (signal.aborted) void begun.stop();
      return begun;
    })
    .catch((error) => {
      const ended = signal.aborted && error === signal.reason;
      mailbox.close(ended ? undefined : { error });
      throw ended ? neverBegun() : error;
    })
    .finally(() => {
      waiting = false;
    });
  training.catch(() => {}); // told to whoever asks
  return {
    get running() {
      return waiting || (begun?.running ?? false);
    },
    news: () => mailbox.take(),
    training: () => training,
    async stop() {
      stopping.abort();
      await training.catch(() => {});
      await begun?.stop();
    },
    dispose: () => begun?.dispose(),
  };
};

const neverBegun = (): TextvaeError =>
  new TextvaeError("LOCKED", "trainInWorker", {
    expected: "a training",
    got: "one that was stopped while its text was read",
    hint: "Call trainInWorker again.",
  });
