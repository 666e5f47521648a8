import { builtin } from "../node.ts";

/** How many threads to work on: so many, or as many as help here. */
export type Threads = "auto" | number;

/** The most that "auto" takes. */
const ENOUGH = 4;

/** Cores for threads on shared memory: all in Node, those of isolated pages in browsers, else one. */
const cores = (): number => {
  const os = builtin("node:os");
  if (os) return os.availableParallelism();
  const { crossOriginIsolated, navigator } = globalThis as {
    crossOriginIsolated?: boolean;
    navigator?: { readonly hardwareConcurrency?: number };
  };
  return crossOriginIsolated ? (navigator?.hardwareConcurrency ?? 1) : 1;
};

/** The number of threads to start: 1 where memory can't be shared. */
export const threadsFor = (asked: Threads): number => {
  const available = cores();
  if (asked === "auto") return Math.min(available, ENOUGH);
  return canShare() ? asked : 1;
};

const canShare = (): boolean =>
  builtin("node:worker_threads") !== undefined ||
  (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
