import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu.js";
import { avgPoolConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/AvgPool.js";
import { avgPool3DConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/AvgPool3D.js";
import { avgPool3DGradConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/AvgPool3DGrad.js";
import { avgPoolGradConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/AvgPoolGrad.js";
import { castConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Cast.js";
import { clipByValueConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/ClipByValue.js";
import { conv2DBackpropFilterConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Conv2DBackpropFilter.js";
import { conv2DBackpropInputConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Conv2DBackpropInput.js";
import { conv3DBackpropFilterV2Config } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Conv3DBackpropFilterV2.js";
import { conv3DBackpropInputV2Config } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Conv3DBackpropInputV2.js";
import { cosConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Cos.js";
import { depthwiseConv2dNativeBackpropFilterConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/DepthwiseConv2dNativeBackpropFilter.js";
import { depthwiseConv2dNativeBackpropInputConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/DepthwiseConv2dNativeBackpropInput.js";
import { einsumConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Einsum.js";
import { floorDivConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/FloorDiv.js";
import { gatherV2Config } from "@tensorflow/tfjs-backend-cpu/dist/kernels/GatherV2.js";
import { log1pConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Log1p.js";
import { maximumConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Maximum.js";
import { maxPoolConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/MaxPool.js";
import { minimumConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Minimum.js";
import { modConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Mod.js";
import { powConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Pow.js";
import { preluConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Prelu.js";
import { prodConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Prod.js";
import { realDivConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/RealDiv.js";
import { reluConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Relu.js";
import { relu6Config } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Relu6.js";
import { reverseConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Reverse.js";
import { seluConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Selu.js";
import { signConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sign.js";
import { sinConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Sin.js";
import { softmaxConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/Softmax.js";
import { topKConfig } from "@tensorflow/tfjs-backend-cpu/dist/kernels/TopK.js";
import type { KernelConfig } from "@tensorflow/tfjs-core";
import type { Cpu } from "./cpu.ts";

/* In a page: the kernels that are lent to the wasm backend and no others. Nothing is registered. */

const CONFIGS: readonly KernelConfig[] = [
  avgPoolConfig,
  avgPool3DConfig,
  avgPool3DGradConfig,
  avgPoolGradConfig,
  castConfig,
  clipByValueConfig,
  conv2DBackpropFilterConfig,
  conv2DBackpropInputConfig,
  conv3DBackpropFilterV2Config,
  conv3DBackpropInputV2Config,
  cosConfig,
  depthwiseConv2dNativeBackpropFilterConfig,
  depthwiseConv2dNativeBackpropInputConfig,
  einsumConfig,
  floorDivConfig,
  gatherV2Config,
  log1pConfig,
  maxPoolConfig,
  maximumConfig,
  minimumConfig,
  modConfig,
  powConfig,
  preluConfig,
  prodConfig,
  realDivConfig,
  reluConfig,
  relu6Config,
  reverseConfig,
  seluConfig,
  signConfig,
  sinConfig,
  softmaxConfig,
  topKConfig,
];

const kernels = new Map(CONFIGS.map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]));

/** Makes a cpu backend. */
export const createBackend: Cpu["createBackend"] = () => new MathBackendCPU();

/** A kernel of it. */
export const kernel: Cpu["kernel"] = (name) => {
  const found = kernels.get(name);
  if (!found) throw new Error(`src/cpu/some.ts imports no kernel ${name}`);
  return found;
};
