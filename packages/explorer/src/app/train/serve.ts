import { registryFor } from "@textvae/open";
import { lockRun, opfsPages, opfsStorage } from "@textvae/storage-opfs";
import { serveTrainer } from "@textvae/worker/serve";
import { experiments } from "./experiments.ts";

/** Trains what is asked for at the other end of a port, of what the page offers. */
export const serveAt = async (port: MessagePort): Promise<void> => {
  const registry = await registryFor(experiments);
  serveTrainer(
    {
      ...{ registry, storage: opfsStorage, lock: lockRun, corpora: opfsPages },
      // What reads files is loaded where there is one.
      written: async (...given) => (await import("./written.ts")).written(...given),
    },
    port,
  );
};
