import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  backend,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  type Tensor,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { type WasmCall, wasmKernel } from "../mends/kernel.ts";
import { causalConvolution, causalConvolutionGrad } from "./causal-convolution.ts";
import {
  softmaxCrossEntropy,
  vocabularyCrossEntropy,
  vocabularyCrossEntropyGrad,
} from "./cross-entropy.ts";
import { add, multiply, sqrt, square, tanh } from "./elementwise.ts";
import { fastestFirst } from "./fastest.ts";
import { linear } from "./linear.ts";
import { lstm, lstmGrad } from "./lstm.ts";
import { type KernelModule, kernelModule, moduleOn } from "./module.ts";
import { adamMove, sgdMove } from "./move.ts";
import { probe } from "./probe.ts";
import { batchMatMul, fusedMatMul } from "./product.ts";
import { gatherRows, scatterRows } from "./rows.ts";
import { passesSelfCheck, probesAgree } from "./self-check.ts";
import { sum, total } from "./sum.ts";
import { isSupported, VARIANTS, type Variant } from "./variant.ts";

export type { Variant } from "./variant.ts";

type Kernel = (call: WasmCall) => ReturnType<KernelFunc>;

type Make = (kernels: KernelModule, otherwise: KernelFunc) => Kernel;

const REPLACEMENTS: Readonly<Record<string, Make>> = {
  Add: add,
  BatchMatMul: batchMatMul,
  _FusedMatMul: fusedMatMul,
  Multiply: multiply,
  Sqrt: sqrt,
  Square: square,
  Sum: sum,
  Tanh: tanh,
  TextvaeAdamMove: adamMove,
  TextvaeCausalConvolution: causalConvolution,
  TextvaeCausalConvolutionGrad: causalConvolutionGrad,
  TextvaeLinear: linear,
  TextvaeLstm: lstm,
  TextvaeLstmGrad: lstmGrad,
  TextvaeSoftmaxCrossEntropy: softmaxCrossEntropy,
  TextvaeSgdMove: sgdMove,
  TextvaeTotal: total,
  TextvaeVocabularyCrossEntropy: vocabularyCrossEntropy,
  TextvaeVocabularyCrossEntropyGrad: vocabularyCrossEntropyGrad,
  TextvaeGatherRows: () => gatherRows,
  TextvaeScatterRows: () => scatterRows,
};

/** The kernels as they were before any variant; undefined for those that did not exist. */
const originals = new Map<string, KernelConfig | undefined>();

let inUse: KernelModule | undefined;

/** What runs, and on how many threads. */
export interface InUse {
  readonly variant: Variant | "stock";
  readonly threads: number;
}

/**
 * Registers a variant's kernels, or those from before with "stock". With "auto" it is the fastest
 * one, of those with the same bits, that this engine supports and that passes the check of itself.
 * Returns what is in use; undefined if it can't be.
 */
export const useKernels = async (
  choice: "auto" | Variant | "stock",
  threads: number,
): Promise<InUse | undefined> => {
  rememberOriginals();
  const named = VARIANTS.filter((name) => choice === "auto" || name === choice);
  const candidates = named.filter(isSupported);
  for (const variant of fastestFirst(candidates, backend() as BackendWasm)) {
    const kernels = await kernelModule(variant, backend() as BackendWasm, threads);
    if (await passes(kernels)) {
      registerAll(kernels);
      return kernels;
    }
  }
  if (choice !== "auto" && choice !== "stock") return undefined;
  registerAll(undefined);
  return { variant: "stock", threads: 1 };
};

const rememberOriginals = (): void => {
  for (const kernelName of Object.keys(REPLACEMENTS)) {
    if (!originals.has(kernelName)) originals.set(kernelName, wasmKernel(kernelName));
  }
};

const checked = new WeakMap<KernelModule, boolean>();

/** Whether a module gives right numbers; looked at once. */
export const passes = async (kernels: KernelModule): Promise<boolean> => {
  const known = checked.get(kernels);
  if (known !== undefined) return known;
  const passed = passesSelfCheck(kernels) && probesAgree(await onPortable(), await onOwn(kernels));
  checked.set(kernels, passed);
  return passed;
};

let portable: Float32Array | undefined;

/** The probe without any of the replacements. */
const onPortable = async (): Promise<Float32Array> => {
  registerAll(undefined);
  portable ??= await numbersOf(probe());
  return portable;
};

const onOwn = async (kernels: KernelModule): Promise<Float32Array> => {
  registerAll(kernels);
  return numbersOf(probe());
};

const numbersOf = async (x: Tensor): Promise<Float32Array> => {
  const numbers = (await x.data()) as Float32Array;
  x.dispose();
  return numbers;
};

const registerAll = (kernels: KernelModule | undefined): void => {
  if (kernels === inUse) return;
  for (const [kernelName, make] of Object.entries(REPLACEMENTS)) {
    const original = originals.get(kernelName);
    const kernelFunc = kernels
      ? onItsHeap(kernels, (own) => make(own, original?.kernelFunc as KernelFunc))
      : original?.kernelFunc;
    if (wasmKernel(kernelName)) unregisterKernel(kernelName, "wasm");
    if (kernelFunc) registerKernel({ ...original, kernelName, backendName: "wasm", kernelFunc });
  }
  inUse = kernels;
};

/**
 * A kernel on the heap of the backend that calls it. After a reset of the engine, which keeps
 * kernels, that is a new one: the variant is put there too, on one thread.
 */
const onItsHeap = (kernels: KernelModule, make: (kernels: KernelModule) => Kernel): KernelFunc => {
  let [own, kernel] = [kernels, make(kernels)];
  const call: Kernel = (call) => {
    if (call.backend !== own.backend) {
      own = moduleOn(own.variant, call.backend);
      kernel = make(own);
    }
    return kernel(call);
  };
  return call as KernelFunc;
};
