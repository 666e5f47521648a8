import type { News } from "./api.ts";

/** Events until someone asks for them, and how it all ended. */
export interface Mailbox {
  put(event: News["events"][number]): void;
  /** Nothing more will come: the training ended, or failed. */
  close(failure?: { readonly error: unknown }): void;
  /** What is there; waits while there is nothing. Throws the failure, after the events before it. */
  take(): Promise<News>;
}

export const createMailbox = (): Mailbox => {
  let events: News["events"][number][] = [];
  let ended = false;
  let failed: { readonly error: unknown } | undefined;
  let wake = () => {};
  return {
    put(event) {
      events.push(event);
      wake();
    },
    close(failure) {
      [ended, failed] = [true, failure];
      wake();
    },
    async take() {
      if (events.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const taken = events;
      events = [];
      if (failed && taken.length === 0) throw failed.error;
      return { events: taken, ended: ended && !failed };
    },
  };
};
