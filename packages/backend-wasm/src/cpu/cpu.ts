import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import type { KernelFunc } from "@tensorflow/tfjs-core";

/** What is used of tfjs's cpu backend: `#cpu` of this package, by which a page loads no other kernels. */
export interface Cpu {
  createBackend(): MathBackendCPU;
  kernel(name: string): KernelFunc;
}
