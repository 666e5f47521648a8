import { TextvaeError } from "@textvae/ops";
import { type Orders, startWorker, type Worker } from "./worker.ts";

/** The side of assembly/pool.ts that the calling thread works with. */
export interface PoolExports {
  offer(pool: number, parts: number): void;
  take(pool: number): number;
  finish(pool: number): void;
  finished(pool: number, parts: number): number;
}

/** A kernel by name, and its arguments. */
export type Call = readonly [kernel: string, ...numbers: number[]];

/** Threads that compute the parts of a job together with the one that asks. */
export interface Pool {
  /** The asking thread included. */
  readonly threads: number;
  /**
   * Runs calls in any order, each on some thread; returns when all are done. Throws `BACKEND`
   * when a thread has died or has finished nothing for too long; from then on always.
   */
  run(calls: readonly Call[]): void;
  /** Ends the workers. */
  close(): void;
}

/** The most calls of one job, and the most numbers of one call with its kernel and their count. */
export const CAPACITY = 64;
export const WIDTH = 24;

/** Bytes of a pool: its words, then the calls. */
export const POOL_BYTES: number = 64 + CAPACITY * WIDTH * 8;

/** Milliseconds that a part may take. */
const PATIENCE = 30_000;

/** Milliseconds that a worker may take to start. */
const STARTING = 10_000;

interface Setting {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly exports: PoolExports & Readonly<Record<string, (...numbers: number[]) => unknown>>;
  readonly names: readonly string[];
  /** Address of {@link POOL_BYTES} zeros. */
  readonly pool: number;
  /** Working memory of each worker. */
  readonly scratches: readonly number[];
  readonly patience?: number;
}

/** Starts a pool; rejects when a worker can't be started. */
export const startPool = async (setting: Setting): Promise<Pool> => {
  const { module, memory, exports, names, pool, scratches, patience = PATIENCE } = setting;
  const orders = {
    module,
    memory,
    names,
    pool,
    calls: pool + 64,
    capacity: CAPACITY,
    width: WIDTH,
  };
  const words = new Int32Array(memory.buffer, pool, 2);
  const numbers = new Float64Array(memory.buffer, orders.calls, CAPACITY * WIDTH);
  const numberOf = new Map(names.map((name, number) => [name, number]));
  let failure: TextvaeError | undefined;
  const workers: Worker[] = [];
  const close = (): void => {
    for (const worker of workers.splice(0)) worker.end();
  };
  const fail = (got: string, cause?: unknown): void => {
    failure ??= new TextvaeError("BACKEND", "wasm threads", {
      expected: "threads at work",
      got,
      hint: "Start again with threads: 1.",
      cause,
    });
    close();
  };
  const start = (scratch: number): Worker =>
    startWorker({ ...orders, scratch } satisfies Orders, (cause) => {
      if (workers.length > 0) fail("a thread that has ended", cause);
    });

  try {
    for (const scratch of scratches) workers.push(start(scratch));
    await within(STARTING, Promise.all(workers.map(({ ready }) => ready)));
  } catch (cause) {
    close();
    throw cause;
  }

  /** Computes here what no other thread has taken yet. */
  const takePart = (calls: readonly Call[]): void => {
    try {
      for (let part = exports.take(pool); part >= 0; part = exports.take(pool)) {
        const [kernel, ...call] = calls[part] as Call;
        exports[kernel]?.(...call);
        exports.finish(pool);
      }
    } catch (cause) {
      fail("a kernel that failed", cause);
    }
  };
  const waitFor = (parts: number): void => {
    let [seen, since] = [0, performance.now()];
    while (!failure) {
      const count = exports.finished(pool, parts);
      if (count === parts) return;
      if (count < 0) fail("a thread that failed");
      else if (count > seen) [seen, since] = [count, performance.now()];
      else if (performance.now() - since > patience) fail(`nothing for ${patience} ms`);
      else if (mayWait()) Atomics.wait(words, 1, count, 100);
    }
    throw failure;
  };
  return {
    threads: 1 + scratches.length,
    run(calls) {
      if (failure) throw failure;
      for (const [part, [kernel, ...call]] of calls.entries()) {
        numbers.set([numberOf.get(kernel) as number, call.length, ...call], part * WIDTH);
      }
      exports.offer(pool, calls.length);
      takePart(calls);
      waitFor(calls.length);
    },
    close,
  };
};

const within = <T>(milliseconds: number, promise: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

let allowed: boolean | undefined;

/** Whether this thread may sleep; the main thread of a browser may not. */
const mayWait = (): boolean => {
  if (allowed === undefined) {
    try {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
      allowed = true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
};
