import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { addRows, axisOf, runningAlong, scatterIds } from "@textvae/ops";
import { replaceKernel, valuesOf } from "./kernel.ts";

/** Cumsum and Cumprod whose totals are kept in double precision. */
export const mendRunningTotals = (): void => {
  for (const kernelName of ["Cumsum", "Cumprod"]) {
    replaceKernel(kernelName, (stock) => (call) => {
      const { inputs, attrs, backend } = call;
      const x = inputs.x as TensorInfo;
      if (x.dtype !== "float32") return stock(call) as TensorInfo;
      const totals = new Float32Array(util.sizeFromShape(x.shape));
      const along = axisOf(x.shape, attrs?.axis as number);
      const running = { ...attrs, product: kernelName === "Cumprod" };
      runningAlong(valuesOf(x, backend), along, running, totals);
      return backend.makeTensorInfo(x.shape, "float32", totals);
    });
  }
};

/** ScatterNd whose sums of what falls on one place are added up in double precision. */
export const mendScatter = (): void =>
  replaceKernel("ScatterNd", (stock) => (call) => {
    const { inputs, attrs, backend } = call;
    const { indices, updates } = inputs as { indices: TensorInfo; updates: TensorInfo };
    const shape = attrs?.shape as number[];
    const places = scatterIds({ indices, updates }, shape, valuesOf(indices, backend));
    if (updates.dtype !== "float32" || !places) return stock(call) as TensorInfo;
    const sums = new Float32Array(util.sizeFromShape(shape));
    addRows(valuesOf(updates, backend), places.ids, places.width, sums);
    return backend.makeTensorInfo(shape, "float32", sums);
  });
