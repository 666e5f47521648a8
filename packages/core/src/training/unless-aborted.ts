/** What was promised, or undefined when the signal ended it. */
export const unlessAborted = async <T>(
  promised: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> => {
  try {
    return await promised;
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
};
