import { getKernel, type KernelConfig, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { ofNothing, reducedShape } from "@textvae/ops";
import { replaceKernel, valuesOf } from "./kernel.ts";

/** Reductions along an axis of no entries. The stock kernels read what is not there. */
export const mendEmptyReductions = (): void => {
  for (const [kernelName, neutral] of Object.entries(ofNothing)) {
    replaceKernel(kernelName, (stock) => (call) => {
      const x = call.inputs.x as TensorInfo;
      const along = (call.attrs?.reductionIndices ?? call.attrs?.axis) as number[];
      const axes = util.parseAxisParam(along, x.shape);
      const { shape, empty } = reducedShape(x.shape, axes, Boolean(call.attrs?.keepDims));
      if (!empty) return stock(call) as TensorInfo;
      const dtype = kernelName === "Mean" ? "float32" : x.dtype;
      const values = util.getTypedArrayFromDType(dtype as "float32", util.sizeFromShape(shape));
      return call.backend.makeTensorInfo(shape, dtype, values.fill(neutral(x.dtype)));
    });
  }
};

/** FloorDiv of floats, which the stock kernel gives as integers: 0 of NaN, garbage above 2³¹. */
export const mendFloorDiv = (): void =>
  replaceKernel("FloorDiv", (stock) => (call) => {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    if (a.dtype !== "float32" || b.dtype !== "float32") return stock(call) as TensorInfo;
    const { backend } = call;
    const { kernelFunc } = getKernel("RealDiv", "cpu") as KernelConfig;
    const quotient = kernelFunc({ inputs: { a, b }, backend }) as TensorInfo;
    const floors = Float32Array.from(valuesOf(quotient, backend), Math.floor);
    backend.disposeIntermediateTensorInfo(quotient);
    return backend.makeTensorInfo(quotient.shape, "float32", floors);
  });
