/** Runs something long that tells how much of it is done, from 0 to 1, and shows that. */
export type Watch = <T>(
  what: string,
  run: (onProgress: (done: number) => void) => Promise<T>,
) => Promise<T>;

/** Shows nothing. */
export const unwatched: Watch = (_, run) => run(() => {});
