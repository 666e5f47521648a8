import { replaceKernel } from "./kernel.ts";

/**
 * Identity that shares memory. The stock kernel copies, and autodiff clones every tensor it
 * saves. Reference counts, which Reshape already relies on, keep the shared block alive.
 */
export const mendIdentity = (): void =>
  replaceKernel("Identity", (stock) => (call) => {
    const x = call.inputs.x;
    if (!x || x.dtype === "string") return stock(call);
    call.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
