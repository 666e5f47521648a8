import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { dispatch, grid, output, type Shader } from "./dispatch.ts";
import type { WebgpuCall } from "./kernel.ts";

/** A workgroup sums this many columns, each in this many slices of the rows. */
const [COLUMNS, SLICES] = [32, 8];

const shader: Shader = {
  name: "sumRows",
  source: `
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;

var<workgroup> parts: array<f32, ${COLUMNS * SLICES}>;

@compute @workgroup_size(${COLUMNS}, ${SLICES})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let columns = arrayLength(&sums);
  let column = (group.x + group.y * groups.x) * ${COLUMNS} + local.x;
  var sum = 0.0;
  if (column < columns) {
    for (var at = local.y * columns + column; at < arrayLength(&x); at += ${SLICES} * columns) {
      sum += x[at];
    }
  }
  parts[local.y * ${COLUMNS} + local.x] = sum;
  workgroupBarrier();
  if (local.y > 0 || column >= columns) { return; }
  for (var slice = 1u; slice < ${SLICES}; slice++) { sum += parts[slice * ${COLUMNS} + local.x]; }
  sums[column] = sum;
}`,
};

/** The sum of a matrix over its rows, where the stock kernel transposes the matrix first. */
export const sumRows = (
  backend: WebgpuCall["backend"],
  x: Tensor,
  columns: number,
  shape: readonly number[],
): Tensor =>
  tidy(() => {
    const sums = output(backend, shape);
    dispatch(backend, shader, [
      { tensors: [x, sums], workgroups: grid(Math.ceil(columns / COLUMNS)) },
    ]);
    return sums;
  });
