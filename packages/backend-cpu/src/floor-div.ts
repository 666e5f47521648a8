import { getKernel, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import { replaceKernel, valuesOf } from "./kernel.ts";

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
