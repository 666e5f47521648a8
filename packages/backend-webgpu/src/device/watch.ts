import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { BackendValues } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";

/** The first thing that went wrong on a device, if anything did. */
export interface Watch {
  failure(): TextvaeError | undefined;
}

/** The cause before its consequences: without memory for a buffer, commands with it are invalid. */
const FILTERS = ["out-of-memory", "internal", "validation"] as const;

/**
 * Makes a backend's reads throw what the device reported before them. WebGPU reports errors to
 * whom asks, and tfjs never asks: its numbers are garbage from the first error on. An error
 * scope is open at all times; each read closes it, waits for its verdict and opens the next.
 */
export const watch = (backend: WebGPUBackend): Watch => {
  const { device } = backend;
  let failure: TextvaeError | undefined;
  device.lost.then(({ reason, message }) => {
    failure ??= lost(message || reason);
  });

  const open = () => {
    for (const filter of FILTERS.toReversed()) device.pushErrorScope(filter);
  };
  const verdict = async (): Promise<void> => {
    const scopes = FILTERS.map(() => device.popErrorScope());
    open();
    for (const scope of await Promise.allSettled(scopes)) {
      const error = scope.status === "fulfilled" ? scope.value : scope.reason;
      if (error) failure ??= describe(error);
    }
  };
  open();

  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const values = read(dataId);
    values.catch(() => {}); // its reason is less than the verdict's
    await verdict();
    if (failure) throw failure;
    try {
      return await values;
    } catch (cause) {
      throw failure ?? lost((cause as Error).message, cause);
    }
  };
  forbidSynchronousReads(backend);
  allowDisposalDuringReads(backend);
  explainFullMemory(backend);
  return { failure: () => failure };
};

/** Reads that can't wait throw. In browsers tfjs returned zeros from them. */
const forbidSynchronousReads = (backend: WebGPUBackend): void => {
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    const { values, dtype } = backend.tensorMap.get(dataId);
    if (values || dtype === "string") return readSync(dataId);
    throw new TextvaeError("BACKEND", "webgpu.readSync", {
      expected: "an asynchronous read",
      got: "dataSync() or arraySync()",
      hint: "Await data() or array().",
    });
  };
};

/** What is read may be disposed before it has arrived. tfjs then kept its numbers with a tensor that is gone. */
const allowDisposalDuringReads = (backend: WebGPUBackend): void => {
  const reading = backend as unknown as Reading;
  const keep = reading.convertAndCacheOnCPU.bind(backend);
  reading.convertAndCacheOnCPU = (dataId, values) =>
    backend.tensorMap.has(dataId) ? keep(dataId, values) : values;
};

/** What tfjs's backend does with numbers that have arrived; its types hide it. */
interface Reading {
  convertAndCacheOnCPU(dataId: object, values: BackendValues): BackendValues;
}

const explainFullMemory = (backend: WebGPUBackend): void => {
  const { bufferManager } = backend;
  const acquire = bufferManager.acquireBuffer.bind(bufferManager);
  bufferManager.acquireBuffer = (size, ...rest) => {
    try {
      return acquire(size, ...rest);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw full(`no room for ${size} bytes`, cause);
    }
  };
};

const describe = (error: GPUError): TextvaeError => {
  if (error instanceof GPUOutOfMemoryError) return full(error.message);
  return new TextvaeError("BACKEND", "webgpu", {
    expected: "commands that the device accepts",
    got: error.message,
    hint: "Every number since is unreliable. Start the backend again.",
    cause: error,
  });
};

const lost = (got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("DEVICE_LOST", "webgpu", {
    expected: "a device that answers",
    got,
    hint: "Start the backend again and resume from the last checkpoint.",
    cause,
  });

const full = (got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("OUT_OF_MEMORY", "webgpu", {
    expected: "memory left on the device",
    got,
    hint: "Make batches smaller, or look for tensors that are not disposed.",
    cause,
  });
