import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { borrowCpuKernels } from "./cpu-kernels.ts";
import { mendBatchedGather } from "./gather.ts";
import { mendIdentity } from "./identity.ts";
import { mendProducts } from "./product.ts";
import { addSegmentSum } from "./segment-sum.ts";
import { mendTile } from "./tile.ts";

/** What was wrong with each kernel of tfjs 4.22 that is replaced or added. */
export const MENDS: Readonly<Record<string, string>> = {
  BatchMatMul:
    "slow when transposed; pairs items wrongly when batch axes broadcast against each other",
  _FusedMatMul: "wrong with a transpose or a batch",
  GatherV2: "wrong with batch axes",
  Identity: "copies memory",
  Tile: "copies entry by entry",
  UnsortedSegmentSum: "missing",
  Conv2DBackpropFilter: "missing",
  DepthwiseConv2dNativeBackpropFilter: "missing",
  DepthwiseConv2dNativeBackpropInput: "missing",
  Einsum: "missing",
};

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
