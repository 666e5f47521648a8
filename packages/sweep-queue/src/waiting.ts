/** Waits. */
export const after = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Whether something ends in so many milliseconds, well or not. The process stays alive for it: with the connection
 * of a store that is away nothing else may be left that keeps it.
 */
export const endsWithin = async (
  milliseconds: number,
  ending: Promise<unknown>,
): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const ended = () => true;
  try {
    return await Promise.race([ending.then(ended, ended), late]);
  } finally {
    clearTimeout(timer);
  }
};
