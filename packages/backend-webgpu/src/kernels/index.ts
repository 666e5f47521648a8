import { getKernel, type KernelFunc, registerKernel } from "@tensorflow/tfjs-core";
import { adam } from "./adam.ts";
import { softmaxCrossEntropy } from "./cross-entropy.ts";
import { asKernel } from "./kernel.ts";
import { lstmGrad } from "./lstm-backward.ts";
import { lstm } from "./lstm-forward.ts";
import { scatterRows } from "./scatter-rows.ts";
import { total } from "./total.ts";
import { vocabularyCrossEntropy, vocabularyCrossEntropyGrad } from "./vocabulary-cross-entropy.ts";

const KERNELS: Readonly<Record<string, KernelFunc>> = {
  TextvaeAdam: asKernel(adam),
  TextvaeLstm: asKernel(lstm),
  TextvaeLstmGrad: asKernel(lstmGrad),
  TextvaeScatterRows: asKernel(scatterRows),
  TextvaeSoftmaxCrossEntropy: asKernel(softmaxCrossEntropy),
  TextvaeTotal: asKernel(total),
  TextvaeVocabularyCrossEntropy: asKernel(vocabularyCrossEntropy),
  TextvaeVocabularyCrossEntropyGrad: asKernel(vocabularyCrossEntropyGrad),
};

/** Registers the kernels of this package, once per program. */
export const registerKernels = (): void => {
  for (const [kernelName, kernelFunc] of Object.entries(KERNELS)) {
    if (!getKernel(kernelName, "webgpu")) {
      registerKernel({ kernelName, backendName: "webgpu", kernelFunc });
    }
  }
};
