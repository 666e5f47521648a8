type Later = (then: () => void) => unknown;

const later: Later =
  (globalThis as { readonly setImmediate?: Later }).setImmediate ?? ((then) => setTimeout(then));

/** Milliseconds between two turns of the host. */
const PATIENCE = 50;

/**
 * Gives the host (a page, a process that was sent a signal) a turn where it had none for a while.
 * Awaiting tensors alone gives it none: on a synchronous backend they are there at once.
 */
export const createYield = (): (() => Promise<void>) => {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < PATIENCE) return;
    await new Promise<void>((resolve) => later(resolve));
    last = performance.now();
  };
};
