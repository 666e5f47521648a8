import { addN, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { replaceKernel } from "./replace-kernel.ts";

/** AddN of more tensors than a shader may read, in groups. The stock kernel runs into the limit. */
export const mendAddN = (): void =>
  replaceKernel<Record<string, Tensor>, unknown>("AddN", (stock) => (call) => {
    const terms = Object.values(call.inputs);
    const most = call.backend.device.limits.maxStorageBuffersPerShaderStage - 1; // one is the sum
    if (terms.length <= most) return stock(call);
    return tidy(() => {
      const groups = Array.from({ length: Math.ceil(terms.length / most) }, (_, i) =>
        addN(terms.slice(i * most, (i + 1) * most)),
      );
      return addN(groups);
    });
  });
