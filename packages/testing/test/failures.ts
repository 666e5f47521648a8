import type { Law } from "@textvae/testing";

/** Names of the laws that a subject breaks. A mistake in the subject itself is not a failure. */
export const failuresOf = async (laws: readonly Law[]): Promise<string[]> => {
  const failures: string[] = [];
  for (const { name, check } of laws) {
    try {
      await check();
    } catch (error) {
      if (error instanceof TypeError) throw error;
      failures.push(name);
    }
  }
  return failures;
};
