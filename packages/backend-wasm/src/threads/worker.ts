import { builtin, type NodeWorker } from "../node.ts";

/** What a worker is told once. Addresses are in bytes. */
export interface Orders {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The names of kernels by number. */
  readonly names: readonly string[];
  readonly pool: number;
  /** Where the calls of a job stand, and how many numbers each may take. */
  readonly calls: number;
  readonly capacity: number;
  readonly width: number;
  readonly scratch: number;
}

/** A thread that serves a pool until it is ended. It keeps no program alive. */
export interface Worker {
  /** Resolved when it is at work; rejected when it can't be started. */
  readonly ready: Promise<void>;
  end(): void;
}

/** The program of a worker, in plain JavaScript, for it runs without this package. */
const PROGRAM = `
const serve = ({ module, memory, names, pool, calls, capacity, width, scratch }, ready) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  exports.useScratch(scratch);
  const numbers = new Float64Array(memory.buffer, calls, capacity * width);
  ready();
  try {
    for (;;) {
      const at = exports.awaitPart(pool) * width;
      const [kernel, count] = [numbers[at], numbers[at + 1]];
      exports[names[kernel]](...numbers.subarray(at + 2, at + 2 + count));
      exports.finish(pool);
    }
  } catch (error) {
    exports.fail(pool);
    throw error;
  }
};
`;

/** Starts a worker. `onEnd` is called when it ends, asked or not. */
export const startWorker = (orders: Orders, onEnd: (cause?: unknown) => void): Worker =>
  builtin("node:worker_threads") ? inNode(orders, onEnd) : inBrowser(orders, onEnd);

const inNode = (orders: Orders, onEnd: (cause?: unknown) => void): Worker => {
  const { Worker } = builtin("node:worker_threads") as {
    Worker: new (...args: never) => NodeWorker;
  };
  const source = `${PROGRAM}
    const { parentPort, workerData } = require("node:worker_threads");
    serve(workerData, () => parentPort.postMessage("ready"));`;
  const options = { eval: true, workerData: orders, execArgv: [], name: "textvae" };
  const worker = new Worker(...([source, options] as never));
  const ready = new Promise<void>((resolve, reject) => {
    const ended = (cause: unknown) => {
      reject(cause);
      onEnd(cause);
    };
    worker.on("message", () => resolve());
    worker.on("error", ended);
    worker.on("exit", (code) => ended(new Error(`a worker that ended with code ${code}`)));
  });
  worker.unref();
  return { ready, end: () => void worker.terminate() };
};

interface WebWorker {
  onmessage: (() => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

const inBrowser = (orders: Orders, onEnd: (cause?: unknown) => void): Worker => {
  const { Worker } = globalThis as unknown as { Worker: new (url: string) => WebWorker };
  const source = `${PROGRAM}
    onmessage = ({ data }) => serve(data, () => postMessage("ready"));`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  const ready = new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = ({ message }) => {
      const cause = new Error(message ?? "a worker that failed");
      reject(cause);
      onEnd(cause);
    };
  });
  worker.postMessage(orders);
  const revoke = () => URL.revokeObjectURL(url);
  ready.then(revoke, revoke);
  return { ready, end: () => worker.terminate() };
};
