import { lockRun, opfsStorage } from "@textvae/storage-opfs";
import { serveTrainer } from "@textvae/worker/serve";

/** Trains what is asked for at the other end of a port. */
export const serveAt = (port: MessagePort): void =>
  serveTrainer({ storage: opfsStorage, lock: lockRun }, port);
