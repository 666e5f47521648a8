import { engine, type GradConfig, type NamedAttrMap, type Tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "../errors.ts";

/**
 * A convolution by its two adjoint kernels. The adjoints of tfjs know no dilation.
 */
const convolution = (
  kernelName: string,
  adjoint: { readonly input: string; readonly filter: string },
): GradConfig => ({
  kernelName,
  inputsToSave: ["x", "filter"],
  gradFunc: (dy, saved, attrs) => {
    const [x, filter] = saved as [Tensor, Tensor];
    refuseDilation(kernelName, attrs);
    const run = (name: string, inputs: Record<string, Tensor>, shapes: NamedAttrMap): Tensor =>
      engine().runKernel(name, inputs, { ...attrs, ...shapes });
    return {
      x: () => run(adjoint.input, { dy: dy as Tensor, filter }, { inputShape: x.shape }),
      filter: () => run(adjoint.filter, { x, dy: dy as Tensor }, { filterShape: filter.shape }),
    };
  },
});

const refuseDilation = (kernelName: string, { dilations }: NamedAttrMap): void => {
  if ([dilations].flat().every((dilation) => dilation === 1)) return;
  throw new TextvaeError("CAPABILITY", `gradient of ${kernelName}`, {
    expected: "dilation 1",
    got: `dilation ${dilations}`,
    hint: "Write a dilated convolution as a sum of shifted matrix products.",
  });
};

/** Convolutions, also in one dimension, which tfjs computes as two-dimensional ones. */
export const convolutions: readonly GradConfig[] = [
  convolution("Conv2D", { input: "Conv2DBackpropInput", filter: "Conv2DBackpropFilter" }),
  convolution("DepthwiseConv2dNative", {
    input: "DepthwiseConv2dNativeBackpropInput",
    filter: "DepthwiseConv2dNativeBackpropFilter",
  }),
];
