import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { getKernel } from "@tensorflow/tfjs-core";
import type { Cpu } from "./cpu.ts";

/* In Node tfjs's cpu backend is one file, with all of its kernels. */

/** Makes a cpu backend. */
export const createBackend: Cpu["createBackend"] = () => new MathBackendCPU();

/** A kernel of it. */
export const kernel: Cpu["kernel"] = (name) => getKernel(name, "cpu").kernelFunc;
