import { type Tensor, type Tensor2D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { dispatch, output, type Shader } from "./dispatch.ts";
import { eachEntryOf, gridOfEntries } from "./entries.ts";
import type { WebgpuCall } from "./kernel.ts";

const shader: Shader = {
  name: "scatterRows",
  source: `
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> starts: array<i32>;
@group(0) @binding(2) var<storage, read> order: array<i32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(0) @binding(4) var<uniform> width: i32;

${eachEntryOf("dx")}
  let row = i32(at) / width;
  let column = i32(at) % width;
  var sum = 0.0;
  for (var i = starts[row]; i < starts[row + 1]; i++) { sum += dy[order[i] * width + column]; }
  dx[at] = sum;
}`,
};

/** The positions at which each row number occurs, one list after the other, and where lists start. */
const occurrences = (rows: Int32Array, size: number) => {
  const starts = new Int32Array(size + 1);
  for (const row of rows) starts[row + 1] = (starts[row + 1] as number) + 1;
  for (let row = 0; row < size; row++) {
    starts[row + 1] = (starts[row + 1] as number) + (starts[row] as number);
  }
  const next = starts.slice();
  const order = new Int32Array(rows.length);
  for (const [position, row] of rows.entries()) {
    const at = next[row] as number;
    order[at] = position;
    next[row] = at + 1;
  }
  return { starts, order };
};

/** Rows of dy added into a matrix of zeros, each sum in order, so that it has the same bits every time. */
export const scatterRows = ({
  inputs: { dy_RE },
  attrs: { rows, size },
  backend,
}: WebgpuCall<{ dy_RE: Tensor2D }, { rows: Int32Array; size: number }>): Tensor =>
  tidy(() => {
    const width = dy_RE.shape[1];
    const { starts, order } = occurrences(rows, size);
    const dx_NE = output(backend, [size, width]);
    dispatch(backend, shader, [
      {
        tensors: [dy_RE, tensor1d(starts, "int32"), tensor1d(order, "int32"), dx_NE],
        parameters: Int32Array.of(width),
        workgroups: gridOfEntries(dx_NE.size),
      },
    ]);
    return dx_NE;
  });
