import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type Address, heapOf, reserve } from "./heap.ts";
import { underKernelFlags } from "./v8-flags.ts";
import { binaryOf, type Variant } from "./variant.ts";

type Kernel = (...numbers: number[]) => void;

/** What assembly/index.ts exports: addresses, sizes, and steps in bytes. */
interface Exports {
  readonly product: Kernel;
  readonly lstmForward: Kernel;
  readonly lstmBackward: Kernel;
  readonly softmaxCrossEntropy: Kernel;
  readonly scaleRows: Kernel;
  readonly adam: Kernel;
  readonly sumEachRow: Kernel;
  readonly sumRows: Kernel;
  readonly sqrtAll: Kernel;
  readonly tanhAll: Kernel;
  packedRightSize(columns: number, depth: number): number;
  productScratch(): number;
}

/** A variant of the kernels at work on a backend's heap. */
export interface KernelModule extends Exports {
  readonly variant: Variant;
  readonly backend: BackendWasm;
  /** Working memory of products. */
  readonly scratch: Address;
}

/** Puts a variant on the heap of a backend, once for each. */
export const kernelModule = (variant: Variant, backend: BackendWasm): KernelModule => {
  const loaded = modules.get(backend) ?? new Map<Variant, KernelModule>();
  modules.set(backend, loaded);
  const module = loaded.get(variant) ?? instantiate(variant, backend);
  loaded.set(variant, module);
  return module;
};

const modules = new WeakMap<BackendWasm, Map<Variant, KernelModule>>();

const instantiate = (variant: Variant, backend: BackendWasm): KernelModule => {
  const compiled = underKernelFlags(() => new WebAssembly.Module(binaryOf(variant)));
  const instance = new WebAssembly.Instance(compiled, { env: { memory: heapOf(backend) } });
  const exports = instance.exports as unknown as Exports;
  // Vectors may stand at any address, but are faster where they don't cross a cache line.
  const scratch = (reserve(backend, exports.productScratch() + 64) + 63) & -64;
  return { ...exports, variant, backend, scratch };
};
