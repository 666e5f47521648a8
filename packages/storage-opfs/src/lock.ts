import { TextvaeError } from "@textvae/core/options";

/** Milliseconds in which a tab that was closed gives a run free. */
const PATIENCE = 3000;

const nameOf = (path: string): string => `textvae run ${path}`;

/**
 * Keeps other tabs and workers of this site from training in a run until the function that it gives is
 * called. A tab that is closed, reloaded or killed gives its runs free.
 *
 * Throws `LOCKED` while another one trains in it.
 *
 * @example
 * const unlock = await lockRun("runs/first");
 */
export const lockRun = (path: string): Promise<() => Promise<void>> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE);
    const held = navigator.locks.request(nameOf(path), { signal }, () => {
      return new Promise<void>((release) => {
        resolve(async () => {
          release();
          await held;
        });
      });
    });
    held.catch((cause) => {
      reject(signal.aborted ? taken(path, cause) : cause);
    });
  });

/** Does something where nothing trains in a run, and nothing where something does. */
export const whileFree = (path: string, act: () => Promise<void>): Promise<void> =>
  navigator.locks.request(nameOf(path), { ifAvailable: true }, async (lock) => {
    if (lock) await act();
  });

const taken = (path: string, cause: unknown): TextvaeError =>
  new TextvaeError("LOCKED", path, {
    expected: "a run that nothing else trains in",
    got: "one in which another tab trains",
    hint: "Close that tab, or name another run.",
    cause,
  });
