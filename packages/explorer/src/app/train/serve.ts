import { registryFor } from "@textvae/open";
import { lockRun, opfsPages, opfsStorage } from "@textvae/storage-opfs";
import { serveTrainer } from "@textvae/worker/serve";
import { experiments } from "./experiments.ts";
import { written } from "./written.ts";

/** Trains what is asked for at the other end of a port, of what the page offers. */
export const serveAt = async (port: MessagePort): Promise<void> => {
  const registry = await registryFor(experiments);
  const corpora = opfsPages;
  serveTrainer({ registry, storage: opfsStorage, lock: lockRun, corpora, written }, port);
};
