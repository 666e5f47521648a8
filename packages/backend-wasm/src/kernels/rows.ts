import type { TensorInfo } from "@tensorflow/tfjs-core";
import { addRows } from "@textvae/ops";
import type { WasmCall } from "../mends/kernel.ts";

/** y[r] = x[rows[r]]. */
export const gatherRows = ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
  const x_NE = inputs.x_NE as TensorInfo;
  const rows = attrs?.rows as unknown as Int32Array;
  const width = x_NE.shape[1] as number;
  const y_RE = backend.makeOutput([rows.length, width], "float32");
  const to = backend.typedArrayFromHeap(y_RE);
  const from = backend.typedArrayFromHeap(x_NE);
  for (const [r, row] of rows.entries()) {
    to.set(from.subarray(row * width, (row + 1) * width), r * width);
  }
  return y_RE;
};

/** Adds the rows of dy into a matrix of zeros. */
export const scatterRows = ({ inputs, attrs, backend }: WasmCall): TensorInfo => {
  const dy_RE = inputs.dy_RE as TensorInfo;
  const rows = attrs?.rows as unknown as Int32Array;
  const width = dy_RE.shape[1] as number;
  const dx_NE = backend.makeOutput([attrs?.size as number, width], "float32");
  const to = backend.typedArrayFromHeap(dx_NE).fill(0);
  addRows(backend.typedArrayFromHeap(dy_RE), rows, width, to);
  return dx_NE;
};
