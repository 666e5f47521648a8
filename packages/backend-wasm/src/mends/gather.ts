import type { Cpu } from "../cpu/cpu.ts";
import { onHeap } from "./cpu-kernels.ts";
import { replaceKernel } from "./kernel.ts";

/** GatherV2 with batch axes, for which the stock kernel reads the wrong entries. */
export const mendBatchedGather = (cpu: Cpu): void => {
  const onHost = onHeap(cpu, "GatherV2");
  replaceKernel(
    "GatherV2",
    (stock) => (call) => (call.attrs?.batchDims ? onHost(call) : stock(call)),
  );
};
