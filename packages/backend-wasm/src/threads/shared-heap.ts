import { env } from "@tensorflow/tfjs-core";
import { builtin } from "../node.ts";

/*
 * Everything that tfjs is made to do against its habit, in one place.
 *
 * 1. The flag WASM_HAS_MULTITHREAD_SUPPORT. tfjs sets it to false in Node, though Node has
 *    threads (its issue 3830); only with it is the heap a SharedArrayBuffer.
 * 2. The class Worker, while tfjs starts. Its threaded build starts eight workers, in Node from a
 *    URL that Node refuses. They would serve XNNPACK alone, whose products are not used here. A
 *    stand-in says that it has loaded and does nothing, so that the heap is shared and all
 *    threads are ours.
 */

const FLAG = "WASM_HAS_MULTITHREAD_SUPPORT";

/** Starts tfjs's wasm backend with `start` on a heap that threads can share. */
export const onSharedHeap = async <T>(start: () => Promise<T>): Promise<T> => {
  const restore = standInForWorkers();
  env().set(FLAG, true);
  try {
    return await start();
  } finally {
    restore();
  }
};

/** Makes a further start use a heap of its own. */
export const onOwnHeap = (): void => env().set(FLAG, false);

/** Answers that it has loaded, and nothing else. */
class StandIn {
  onmessage?: (event: { readonly data: { readonly cmd: "loaded" } }) => void;
  on(): void {}
  ref(): void {}
  unref(): void {}
  terminate(): void {}
  postMessage({ cmd }: { readonly cmd?: string }): void {
    if (cmd === "load") setTimeout(() => this.onmessage?.({ data: { cmd: "loaded" } }));
  }
}

type WorkerClass = new (source: unknown, ...rest: unknown[]) => object;

/** Puts stand-ins in the place of workers that come from a blob, as tfjs's do. */
const standInForWorkers = (): (() => void) => {
  const global = globalThis as { Worker?: WorkerClass };
  const threads = builtin("node:worker_threads") as { Worker: WorkerClass } | undefined;
  const owner = threads ?? (global as { Worker: WorkerClass });
  const { Worker } = owner;
  const globalWorker = global.Worker;
  owner.Worker = new Proxy(Worker, {
    construct: (original, [source, ...rest]) =>
      String(source).startsWith("blob:") ? new StandIn() : new original(source, ...rest),
  });
  return () => {
    owner.Worker = Worker;
    // In Node, tfjs also makes the class a global.
    if (globalWorker) global.Worker = globalWorker;
    else delete global.Worker;
  };
};
