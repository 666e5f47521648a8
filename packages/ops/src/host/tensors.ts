import type { DataType, KernelFunc, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";
import { replaceKernel } from "../replace-kernel.ts";

/** What a kernel of a backend is called with. */
export type HostCall<B> = Parameters<KernelFunc>[0] & { readonly backend: B };

/** How kernels that run in JavaScript read the tensors of a backend, and make new ones. */
export interface HostTensors<B> {
  readonly backendName: string;
  /** The numbers of a tensor, borrowed until another one is made. */
  readonly valuesOf: (x: TensorInfo, backend: B) => TypedArray;
  /** A new tensor. `fill` is given its zeros, and reads what it needs once they are there. */
  readonly filled: (
    backend: B,
    shape: number[],
    dtype: DataType,
    fill: (to: TypedArray) => void,
  ) => TensorInfo;
}

/** Puts kernels in the place of the stock ones, where `mend` gives a result. */
export const mendWhere = <B>(
  { backendName }: HostTensors<B>,
  kernelNames: readonly string[],
  mend: (call: HostCall<B>, kernelName: string) => TensorInfo | undefined,
): void => {
  for (const kernelName of kernelNames) {
    replaceKernel<HostCall<B>>(
      backendName,
      kernelName,
      (stock) => (call) => mend(call, kernelName) ?? stock(call),
    );
  }
};
