import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
  backend,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { type WasmCall, wasmKernel } from "../mends/kernel.ts";
import { adam } from "./adam.ts";
import { causalConvolution, causalConvolutionGrad } from "./causal-convolution.ts";
import {
  softmaxCrossEntropy,
  vocabularyCrossEntropy,
  vocabularyCrossEntropyGrad,
} from "./cross-entropy.ts";
import { sqrt, tanh } from "./elementwise.ts";
import { linear } from "./linear.ts";
import { lstm, lstmGrad } from "./lstm.ts";
import { type KernelModule, kernelModule } from "./module.ts";
import { batchMatMul, fusedMatMul } from "./product.ts";
import { gatherRows, scatterRows } from "./rows.ts";
import { passesSelfCheck } from "./self-check.ts";
import { sum } from "./sum.ts";
import { isSupported, VARIANTS, type Variant } from "./variant.ts";

export type { Variant } from "./variant.ts";

type Make = (
  kernels: KernelModule,
  otherwise: KernelFunc,
) => (call: WasmCall) => ReturnType<KernelFunc>;

const REPLACEMENTS: Readonly<Record<string, Make>> = {
  BatchMatMul: batchMatMul,
  _FusedMatMul: fusedMatMul,
  Sqrt: sqrt,
  Sum: sum,
  Tanh: tanh,
  TextvaeAdam: adam,
  TextvaeCausalConvolution: causalConvolution,
  TextvaeCausalConvolutionGrad: causalConvolutionGrad,
  TextvaeLinear: linear,
  TextvaeLstm: lstm,
  TextvaeLstmGrad: lstmGrad,
  TextvaeSoftmaxCrossEntropy: softmaxCrossEntropy,
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
 * Registers a variant's kernels, or those from before with "stock". With "auto" it is the first
 * one that this engine supports and that passes the check of itself. Returns what is in use;
 * undefined if it can't be.
 */
export const useKernels = async (
  choice: "auto" | Variant | "stock",
  threads: number,
): Promise<InUse | undefined> => {
  const candidates = choice === "auto" ? VARIANTS : VARIANTS.filter((name) => name === choice);
  for (const variant of candidates) {
    if (!isSupported(variant)) continue;
    const kernels = await kernelModule(variant, backend() as BackendWasm, threads);
    if (!passesSelfCheck(kernels)) continue;
    registerAll(kernels);
    return kernels;
  }
  if (choice !== "auto" && choice !== "stock") return undefined;
  registerAll(undefined);
  return { variant: "stock", threads: 1 };
};

const registerAll = (kernels: KernelModule | undefined): void => {
  if (kernels === inUse) return;
  for (const [kernelName, make] of Object.entries(REPLACEMENTS)) {
    if (!originals.has(kernelName)) originals.set(kernelName, wasmKernel(kernelName));
    const original = originals.get(kernelName);
    const kernelFunc = kernels
      ? (make(kernels, original?.kernelFunc as KernelFunc) as KernelFunc)
      : original?.kernelFunc;
    if (wasmKernel(kernelName)) unregisterKernel(kernelName, "wasm");
    if (kernelFunc) registerKernel({ ...original, kernelName, backendName: "wasm", kernelFunc });
  }
  inUse = kernels;
};
