import type { Cpu } from "../cpu/cpu.ts";
import { mendAccumulation } from "./accumulation.ts";
import { borrowCpuKernels } from "./cpu-kernels.ts";
import { mendExceptional } from "./exceptional.ts";
import { mendBatchedGather } from "./gather.ts";
import { mendIdentity } from "./identity.ts";
import { mendIntegers } from "./integers.ts";
import { borrowLongSums } from "./long-sums.ts";
import { mendProducts } from "./product.ts";
import { mendSums } from "./sums.ts";
import { mendTile } from "./tile.ts";

const SINGLE = "adds up or multiplies in single precision, one by one";
const NAN_IS_LOST = "makes a number of NaN";
const EMPTY = "garbage of an axis without entries";
const BOOL = "takes four bytes for a truth value, and writes over the next tensor";
const LONG_WINDOWS = "loses digits in windows of more than 2¹⁴ entries";
const TINY = "wrong at tiny numbers";

/** What was wrong with each kernel of tfjs 4.22 that is replaced or added. */
export const MENDS: Readonly<Record<string, string>> = {
  BatchMatMul:
    "slow when transposed; pairs items wrongly when batch axes broadcast against each other",
  _FusedMatMul: "wrong with a transpose or a batch; makes a number of NaN",
  GatherV2: "wrong with batch axes",
  Identity: "copies memory",
  Tile: "copies entry by entry",
  UnsortedSegmentSum: "missing",
  Conv2DBackpropFilter: "missing",
  DepthwiseConv2dNativeBackpropFilter: "missing",
  DepthwiseConv2dNativeBackpropInput: "missing",
  Einsum: "missing",
  Sum: SINGLE,
  Mean: SINGLE,
  Prod: SINGLE,
  Cumsum: SINGLE,
  Cumprod: SINGLE,
  ScatterNd: SINGLE,
  ClipByValue: `${NAN_IS_LOST}; reads integers as floats`,
  Maximum: NAN_IS_LOST,
  Minimum: NAN_IS_LOST,
  Relu: "makes 0 of a NaN with a sign, as of ∞ − ∞",
  Relu6: NAN_IS_LOST,
  Prelu: "0·∞ where the slope is not used; reads integers as floats",
  Max: EMPTY,
  Min: EMPTY,
  Any: EMPTY,
  All: EMPTY,
  Reverse: BOOL,
  TopK: BOOL,
  FloorDiv: "rounds integers above 2²⁴",
  RealDiv: "rounds integers above 2²⁴",
  Pow: NAN_IS_LOST,
  MaxPool: "makes −∞ of NaN; garbage where a stride does not fit",
  AvgPool: "makes −∞ of NaN; garbage where a stride does not fit; adds in single precision",
  FusedConv2D: `${NAN_IS_LOST}; ${LONG_WINDOWS}`,
  FusedDepthwiseConv2D: `${NAN_IS_LOST}; ${LONG_WINDOWS}`,
  Log1p: TINY,
  Sin: "wrong at tiny and at large numbers",
  Cos: "wrong at large numbers",
  Sign: TINY,
  Selu: TINY,
  Mod: TINY,
  Cast: "true is not 1",
  Conv2D: LONG_WINDOWS,
  DepthwiseConv2dNative: LONG_WINDOWS,
  Conv3D: LONG_WINDOWS,
  Softmax: "loses digits along more than 2¹⁴ entries",
  AvgPool3D: LONG_WINDOWS,
  AvgPoolGrad: LONG_WINDOWS,
  AvgPool3DGrad: LONG_WINDOWS,
  Conv2DBackpropInput: LONG_WINDOWS,
  Conv3DBackpropInputV2: LONG_WINDOWS,
  Conv3DBackpropFilterV2: "loses digits of more than 2¹⁴ places",
  SparseSegmentSum: SINGLE,
  SparseSegmentMean: SINGLE,
  Bincount: SINGLE,
  DenseBincount: SINGLE,
};

let mended = false;

/** Mends the wasm backend's kernels, once per program. */
export const mendKernels = (cpu: Cpu): void => {
  if (mended) return;
  mendProducts();
  mendIdentity();
  mendBatchedGather(cpu);
  mendTile();
  borrowCpuKernels(cpu);
  mendAccumulation(cpu);
  mendExceptional(cpu);
  mendIntegers(cpu);
  borrowLongSums(cpu);
  mendSums();
  mended = true;
};
