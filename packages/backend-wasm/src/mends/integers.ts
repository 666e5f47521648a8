import type { Cpu } from "../cpu/cpu.ts";
import { onHeap } from "./cpu-kernels.ts";
import { replaceKernel } from "./kernel.ts";

/**
 * Kernels that compute in single precision or take four bytes for each entry, and the types of
 * entries for which that is wrong: the bits of an integer are no float, a truth value has one byte
 * (what is written after it belongs to another tensor), and 2²⁴ + 1 is no float either.
 */
const MISREAD: Readonly<Record<string, readonly string[]>> = {
  ClipByValue: ["int32", "bool"],
  Prelu: ["int32", "bool"],
  Reverse: ["bool"],
  TopK: ["bool"],
  FloorDiv: ["int32", "bool"],
  RealDiv: ["int32", "bool"],
};

/** Kernels that take integers and truth values for what they are. */
export const mendIntegers = (cpu: Cpu): void => {
  for (const [kernelName, dtypes] of Object.entries(MISREAD)) {
    const exact = onHeap(cpu, kernelName);
    replaceKernel(
      kernelName,
      (stock) => (call) =>
        Object.values(call.inputs).some((x) => x && dtypes.includes(x.dtype))
          ? exact(call)
          : stock(call),
    );
  }
};
