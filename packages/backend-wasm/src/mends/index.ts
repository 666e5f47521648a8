import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { borrowCpuKernels } from "./cpu-kernels.ts";
import { mendBatchedGather } from "./gather.ts";
import { mendIdentity } from "./identity.ts";
import { mendProducts } from "./product.ts";
import { addSegmentSum } from "./segment-sum.ts";
import { mendTile } from "./tile.ts";

let kernels: number | undefined;

/** Mends the wasm backend's kernels, once per program; returns how many were replaced or added. */
export const mendKernels = (createHost: () => MathBackendCPU): number => {
  if (kernels === undefined) {
    mendProducts();
    mendIdentity();
    mendBatchedGather(createHost);
    mendTile();
    kernels = 5 + addSegmentSum() + borrowCpuKernels(createHost);
  }
  return kernels;
};
