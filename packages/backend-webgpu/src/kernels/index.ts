import {
  getKernel,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";
import { softmaxCrossEntropy } from "./cross-entropy.ts";
import { asKernel } from "./kernel.ts";
import { lstmGrad } from "./lstm-backward.ts";
import { lstm } from "./lstm-forward.ts";
import { adam, adamMove, sgdMove } from "./optimizer-steps.ts";
import { scatterRows } from "./scatter-rows.ts";
import { total } from "./total.ts";
import { vocabularyCrossEntropy, vocabularyCrossEntropyGrad } from "./vocabulary-cross-entropy.ts";

const KERNELS: Readonly<Record<string, KernelFunc>> = {
  TextvaeAdam: asKernel(adam),
  TextvaeAdamMove: asKernel(adamMove),
  TextvaeLstm: asKernel(lstm),
  TextvaeLstmGrad: asKernel(lstmGrad),
  TextvaeScatterRows: asKernel(scatterRows),
  TextvaeSgdMove: asKernel(sgdMove),
  TextvaeSoftmaxCrossEntropy: asKernel(softmaxCrossEntropy),
  TextvaeTotal: asKernel(total),
  TextvaeVocabularyCrossEntropy: asKernel(vocabularyCrossEntropy),
  TextvaeVocabularyCrossEntropyGrad: asKernel(vocabularyCrossEntropyGrad),
};

let inUse: "fused" | "stock" | undefined;

/** Puts the kernels of this package in the place of the portable ones, or takes them away again. */
export const useKernels = (kernels: "fused" | "stock"): void => {
  if (kernels === inUse) return;
  for (const [kernelName, kernelFunc] of Object.entries(KERNELS)) {
    if (getKernel(kernelName, "webgpu")) unregisterKernel(kernelName, "webgpu");
    if (kernels === "stock") continue; // the operation registers its portable form at first use
    registerKernel({ kernelName, backendName: "webgpu", kernelFunc });
  }
  inUse = kernels;
};
