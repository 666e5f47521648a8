import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { add, type Tensor, type TensorInfo } from "@tensorflow/tfjs-core";

/** Whether the buffer of a tensor holds floats. A cast of integers to floats leaves them integers. */
export const storesFloats = (backend: WebGPUBackend, { dataId }: TensorInfo): boolean =>
  backend.tensorMap.get(dataId).dtype === "float32";

/** The tensor itself, or where it is called one of floats and stores integers, a tensor of floats. */
export const asStored = (backend: WebGPUBackend, x: TensorInfo): TensorInfo =>
  x.dtype !== "float32" || storesFloats(backend, x) ? x : add(x as Tensor, 0);
