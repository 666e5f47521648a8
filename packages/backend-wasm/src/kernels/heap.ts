import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";

/** Address on tfjs's heap, in bytes. */
export type Address = number;

interface Allocator {
  _malloc(bytes: number): Address;
  _free(address: Address): void;
}

const allocator = (backend: BackendWasm): Allocator => backend.wasm as unknown as Allocator;

/** The memory that tensors of the backend live in. */
export const heapOf = (backend: BackendWasm): WebAssembly.Memory => {
  const wasm = backend.wasm as unknown as {
    readonly wasmMemory?: WebAssembly.Memory;
    readonly asm: { readonly memory: WebAssembly.Memory };
  };
  return wasm.wasmMemory ?? wasm.asm.memory;
};

/** Whether several threads can work on it. */
export const isShared = ({ buffer }: WebAssembly.Memory): boolean =>
  typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;

/** Bytes that a heap can grow to; a size is taken modulo them. */
export const ADDRESSES: number = 2 ** 32;

/**
 * A block until it is released; undefined when there is no memory left. A heap that has grown takes the end of
 * a block modulo 4 GiB, finds it within (tfjs 4.22), and gives a block that goes beyond it.
 */
export const tryReserve = (backend: BackendWasm, bytes: number): Address | undefined => {
  if (bytes >= ADDRESSES) return undefined;
  const address = allocator(backend)._malloc(bytes) >>> 0 || undefined;
  if (address === undefined || address + bytes <= heapOf(backend).buffer.byteLength) return address;
  release(backend, address);
  return undefined;
};

export const release = (backend: BackendWasm, address: Address): void =>
  allocator(backend)._free(address);

/** A block that lasts until it is released. Throws `OUT_OF_MEMORY` where the heap is full. */
export const reserve = (backend: BackendWasm, bytes: number): Address => {
  const address = tryReserve(backend, bytes);
  if (address !== undefined) return address;
  throw fullHeap(backend, `${bytes} bytes for a tensor`);
};

/** That there was no room for something. */
export const fullHeap = (backend: BackendWasm, expected: string, cause?: unknown): TextvaeError =>
  new TextvaeError("OUT_OF_MEMORY", "wasm", {
    expected,
    got: `a full heap of ${heapOf(backend).buffer.byteLength} bytes; it grows to 4 GiB at most`,
    hint: "Make the model or the batches smaller, or look for tensors that are not disposed.",
    cause,
  });

/** Lends a block of memory for the length of a call. */
export const borrow = <T>(backend: BackendWasm, bytes: number, use: (address: Address) => T): T => {
  const address = reserve(backend, bytes);
  try {
    return use(address);
  } finally {
    release(backend, address);
  }
};

/** Lends a copy of integers on the heap for the length of a call. */
export const borrowIntegers = <T>(
  backend: BackendWasm,
  integers: Int32Array,
  use: (address: Address) => T,
): T =>
  borrow(backend, integers.byteLength, (address) => {
    new Int32Array(heapOf(backend).buffer, address, integers.length).set(integers);
    return use(address);
  });

/** Where a tensor's numbers are. */
export const addressOf = (backend: BackendWasm, { dataId }: TensorInfo): Address =>
  backend.getMemoryOffset(dataId);

/**
 * A tensor in the memory of one that is used up, under an id of its own: what is known by the old
 * id, such as packed forms, ours and XNNPACK's, is known of other numbers. In new memory where
 * other tensors share the old. The old one has no numbers from then on.
 */
export const inPlaceOf = (backend: BackendWasm, { dataId, shape }: TensorInfo): TensorInfo => {
  const old = backend.dataIdMap.get(dataId) as { refCount: number; memoryOffset: number | null };
  if (old.refCount > 1) return backend.makeOutput(shape, "float32");
  const address = backend.getMemoryOffset(dataId);
  old.memoryOffset = null;
  return backend.makeOutput(shape, "float32", address);
};
