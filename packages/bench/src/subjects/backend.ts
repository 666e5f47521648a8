import type { Backend } from "@textvae/core";
import { readerOf } from "./clock.ts";
import type { Subject } from "./subject.ts";
import { timeRuns } from "./time.ts";

/**
 * A backend of this process; it is made the current one for each of its turns. `settled` waits for
 * what was started, where that is not done as it is called.
 */
export const backendSubject = async (
  name: string,
  backend: Backend,
  settled?: () => Promise<void>,
): Promise<Subject> => {
  const { facts } = await backend.start();
  return {
    name,
    facts,
    async prepare(measured, sizes) {
      await backend.start();
      const prepared = measured.prepare(sizes);
      return {
        async run(times, clock) {
          await backend.start();
          return timeRuns(prepared, times, readerOf(clock), settled);
        },
        dispose: async () => prepared.dispose(),
      };
    },
    close: async () => {},
  };
};
