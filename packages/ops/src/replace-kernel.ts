import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from "@tensorflow/tfjs-core";

/**
 * Puts a kernel of a backend in the place of the stock one, which it may still call. Set-up and
 * disposal stay those of the stock kernel.
 *
 * @example
 * replaceKernel("cpu", "Sum", (stock) => (call) => (isEmpty(call) ? zeros(call) : stock(call)));
 */
export const replaceKernel = <Call>(
  backendName: string,
  kernelName: string,
  mend: (stock: KernelFunc) => (call: Call) => ReturnType<KernelFunc>,
): void => {
  const stock = getKernel(kernelName, backendName) as KernelConfig;
  unregisterKernel(kernelName, backendName);
  registerKernel({ ...stock, kernelFunc: mend(stock.kernelFunc) as unknown as KernelFunc });
};
