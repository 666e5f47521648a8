import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type Call, POOL_BYTES, type Pool, type PoolExports, startPool } from "../threads/pool.ts";
import { type Address, heapOf, isShared, reserve } from "./heap.ts";
import { SPLITS, split } from "./split.ts";
import { underKernelFlags } from "./v8-flags.ts";
import { binaryOf, type Variant } from "./variant.ts";

type Kernel = (...numbers: number[]) => void;

/** What assembly/index.ts exports: addresses, sizes, and steps in bytes. */
export interface Exports extends PoolExports {
  readonly product: Kernel;
  readonly productWithPacked: Kernel;
  readonly packRight: Kernel;
  readonly lstmForward: Kernel;
  readonly lstmBackward: Kernel;
  readonly softmaxCrossEntropy: Kernel;
  readonly scaleRows: Kernel;
  readonly adamMove: Kernel;
  readonly sgdMove: Kernel;
  readonly squareBlocks: Kernel;
  readonly sumBlocks: Kernel;
  readonly sumEachRow: Kernel;
  readonly sumRows: Kernel;
  readonly addAll: Kernel;
  readonly multiplyAll: Kernel;
  readonly scaleAll: Kernel;
  readonly sqrtAll: Kernel;
  readonly tanhAll: Kernel;
  packedRightSize(columns: number, depth: number): number;
  productScratch(): number;
  useScratch(address: Address): void;
}

/** A variant of the kernels at work on a backend's heap, on one thread or several. */
export interface KernelModule extends Exports {
  readonly variant: Variant;
  readonly backend: BackendWasm;
  readonly threads: number;
}

/**
 * Puts a variant on the heap of a backend, once for each number of threads. It has one thread
 * where the heap can't be shared or no more can be started.
 */
export const kernelModule = async (
  variant: Variant,
  backend: BackendWasm,
  threads: number,
): Promise<KernelModule> => {
  const alone = moduleOn(variant, backend);
  if (threads === 1 || !isShared(heapOf(backend))) return alone;
  const loaded = modulesOn(backend);
  const key = `${variant} ${threads}`;
  const module = loaded.get(key) ?? (await withThreads(alone, threads));
  loaded.set(key, module);
  return module;
};

/** A variant on the heap of a backend, on one thread. */
export const moduleOn = (variant: Variant, backend: BackendWasm): KernelModule => {
  const loaded = modulesOn(backend);
  const module = loaded.get(variant) ?? instantiate(variant, backend);
  loaded.set(variant, module);
  return module;
};

const modulesOn = (backend: BackendWasm): Map<string, KernelModule> => {
  const loaded = modules.get(backend) ?? new Map<string, KernelModule>();
  modules.set(backend, loaded);
  return loaded;
};

const modules = new WeakMap<BackendWasm, Map<string, KernelModule>>();

const binaries = new Map<string, WebAssembly.Module>();

/** The WebAssembly of a variant, compiled once. */
export const compiled = (variant: Variant, memory: "own" | "shared"): WebAssembly.Module => {
  const key = `${variant} ${memory}`;
  const compile = () => new WebAssembly.Module(binaryOf(variant, memory));
  const module = binaries.get(key) ?? underKernelFlags({ wide: variant === "wide" }, compile);
  binaries.set(key, module);
  return module;
};

export const instanceOn = (memory: WebAssembly.Memory, module: WebAssembly.Module): Exports =>
  new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;

const binaryFor = (variant: Variant, memory: WebAssembly.Memory): WebAssembly.Module =>
  compiled(variant, isShared(memory) ? "shared" : "own");

const instantiate = (variant: Variant, backend: BackendWasm): KernelModule => {
  const memory = heapOf(backend);
  const exports = instanceOn(memory, binaryFor(variant, memory));
  exports.useScratch(scratch(backend, exports));
  return { ...exports, variant, backend, threads: 1 };
};

// Vectors may stand at any address, but are faster where they don't cross a cache line.
const scratch = (backend: BackendWasm, exports: Exports): Address =>
  (reserve(backend, exports.productScratch() + 64) + 63) & -64;

const withThreads = async (alone: KernelModule, threads: number): Promise<KernelModule> => {
  const { backend, variant } = alone;
  const memory = heapOf(backend);
  const pool = (reserve(backend, POOL_BYTES + 64) + 63) & -64;
  new Uint8Array(memory.buffer, pool, POOL_BYTES).fill(0);
  const team = await startPool({
    module: binaryFor(variant, memory),
    memory,
    exports: alone as never,
    names: Object.keys(SPLITS),
    pool,
    scratches: Array.from({ length: threads - 1 }, () => scratch(backend, alone)),
  }).catch(() => undefined);
  if (!team) return alone;
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => {
    team.close();
    dispose();
  };
  return { ...alone, ...together(alone, team), threads };
};

/** The kernels, with their work cut for the threads of a pool where it is large. */
const together = (exports: Exports, pool: Pool): Readonly<Record<string, Kernel>> =>
  Object.fromEntries(
    Object.keys(SPLITS).map((name) => [
      name,
      (...numbers: number[]) => {
        const parts = split(name, numbers, pool.threads);
        if (parts.length > 1) pool.run(parts.map((part): Call => [name, ...part]));
        else (exports[name as keyof Exports] as Kernel)(...numbers);
      },
    ]),
  );
