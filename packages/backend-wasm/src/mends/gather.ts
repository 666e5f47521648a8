import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { getKernel } from "@tensorflow/tfjs-core";
import { onHeap } from "./cpu-kernels.ts";
import { replaceKernel } from "./kernel.ts";

/** GatherV2 with batch axes, for which the stock kernel reads the wrong entries. */
export const mendBatchedGather = (createHost: () => MathBackendCPU): void => {
  const onHost = onHeap(getKernel("GatherV2", "cpu").kernelFunc, createHost);
  replaceKernel(
    "GatherV2",
    (stock) => (call) => (call.attrs?.batchDims ? onHost(call) : stock(call)),
  );
};
