import { getKernel, type KernelFunc, type TensorInfo } from "@tensorflow/tfjs-core";

interface Backend {
  disposeData(dataId: object): unknown;
}

/** What a fused kernel is called with. */
export interface FusedCall {
  readonly inputs: Readonly<Record<string, TensorInfo | undefined>>;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
  readonly backend: unknown;
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  relu: "Relu",
  relu6: "Relu6",
  elu: "Elu",
  sigmoid: "Sigmoid",
  prelu: "Prelu",
  leakyrelu: "LeakyRelu",
};

/**
 * What a fused kernel gives, in turn by the kernels of the backend that it fuses: the product or
 * convolution, the bias, the activation. A mend of one of them is then a mend of the fused one.
 *
 * @example
 * unfused("cpu", "Conv2D", call);
 */
export const unfused = (
  backendName: string,
  kernelName: string,
  { inputs, attrs = {}, backend }: FusedCall,
): TensorInfo => {
  const { bias, preluActivationWeights, ...operands } = inputs;
  const run = (name: string, given: object, more: object = {}): TensorInfo => {
    const { kernelFunc } = getKernel(name, backendName) as { kernelFunc: KernelFunc };
    const call = { inputs: given, attrs: more, backend };
    return kernelFunc(call as unknown as Parameters<KernelFunc>[0]) as TensorInfo;
  };
  const replacing = (y: TensorInfo, next: TensorInfo): TensorInfo => {
    (backend as Backend).disposeData(y.dataId);
    return next;
  };
  const channelsFirst = attrs.dataFormat === "NCHW";
  let y = run(kernelName, operands, attrs);
  if (bias) y = replacing(y, run("Add", { a: y, b: perChannel(bias, channelsFirst) }));
  const activation = ACTIVATIONS[attrs.activation as string];
  if (activation === undefined) return y;
  const alpha = preluActivationWeights && perChannel(preluActivationWeights, channelsFirst);
  return replacing(y, run(activation, { x: y, alpha }, { alpha: attrs.leakyreluAlpha }));
};

/** One number a channel, seen so that it meets its channel where channels come before places. */
const perChannel = (x: TensorInfo, channelsFirst: boolean): TensorInfo =>
  channelsFirst && x.shape.length === 1 ? { ...x, shape: [...x.shape, 1, 1] } : x;
