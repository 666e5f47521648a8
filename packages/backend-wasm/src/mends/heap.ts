import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { util } from "@tensorflow/tfjs-core";
import { fullHeap, heapOf, reserve } from "../kernels/heap.ts";

/*
 * A full heap, of which stock tfjs 4.22 takes no notice. Where an output finds no room, its kernels
 * go on with the address 0 and write over what stands there. Where compiled code finds none for
 * itself, it leaves the output as it is and prints a warning, or aborts.
 */

/** tfjs's class and its module, with what they hide. */
type Open = BackendWasm & {
  readonly wasm: { onAbort?: (what: unknown) => void };
};

type TfjsWasm = { readonly BackendWasm: { readonly prototype: object } };

const guarded = new WeakSet<object>();

/** The warning of compiled code that left an output as it was. */
let unwritten: string | undefined;

/**
 * Checks every allocation of a tensor, and lets none be made or read after compiled code found no
 * room. All outputs of all kernels come by this way.
 */
export const guardHeap = (tfjsWasm: TfjsWasm): void => {
  const prototype = tfjsWasm.BackendWasm.prototype as Open;
  if (guarded.has(prototype)) return;
  guarded.add(prototype);
  const { move, readSync } = prototype;

  prototype.move = function (this: Open, dataId, values, shape, dtype, refCount) {
    throwUnwritten(this);
    if (dtype === "string") return move.call(this, dataId, values, shape, dtype, refCount);
    this.wasm.onAbort = (cause) => {
      throw fullHeap(this, "memory for a kernel of its own", cause);
    };
    const size = util.sizeFromShape(shape);
    const bytes = size * util.bytesPerElement(dtype);
    const memoryOffset = reserve(this, bytes);
    const id = this["dataIdNextNumber"]++;
    this.dataIdMap.set(dataId, { id, memoryOffset, shape, dtype, refCount });
    this.wasm.tfjs.registerTensor(id, size, memoryOffset);
    if (!values) return;
    const { buffer, byteOffset } = values as Float32Array;
    const to = new Uint8Array(heapOf(this).buffer, memoryOffset, bytes);
    to.set(new Uint8Array(buffer, byteOffset, bytes));
  };
  prototype.readSync = function (this: Open, dataId, start, end) {
    throwUnwritten(this);
    return readSync.call(this, dataId, start, end);
  };
};

const throwUnwritten = (backend: BackendWasm): void => {
  if (unwritten === undefined) return;
  const cause = unwritten;
  unwritten = undefined;
  throw fullHeap(backend, "memory for a kernel of its own", cause);
};

/**
 * Hears the warnings of a module that tfjs starts meanwhile. tfjs makes the module's options out of
 * reach; what they don't say is looked up like any other property.
 */
export const listening = async <T>(start: () => Promise<T>): Promise<T> => {
  const printErr = (said: string) => {
    if (/^XNN status .*not successful/.test(said)) unwritten = said;
    else console.warn(said);
  };
  const property = { configurable: true, writable: true, value: printErr };
  Object.defineProperty(Object.prototype, "printErr", property);
  try {
    return await start();
  } finally {
    delete (Object.prototype as { printErr?: unknown }).printErr;
  }
};
