import { type Tensor, type Tensor2D, type Tensor3D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { dispatch, grid, output, type Shader } from "./dispatch.ts";
import type { WebgpuCall } from "./kernel.ts";

const SIZE = 64;

/** Numbers per feature that the recurrence needs of each step; zero in the padding. */
const SLOPES = 6;

/** Everything that does not depend on the recurrence, for all steps at once. */
const slopes: Shader = {
  name: "lstmSlopes",
  source: `
struct Sizes { batch: u32, features: u32 }

@group(0) @binding(0) var<storage, read> lengths: array<i32>;
@group(0) @binding(1) var<storage, read> gates: array<f32>;
@group(0) @binding(2) var<storage, read> c: array<f32>;
@group(0) @binding(3) var<storage, read> c0: array<f32>;
@group(0) @binding(4) var<storage, read> dh: array<f32>;
@group(0) @binding(5) var<storage, read> dh_last: array<f32>;
@group(0) @binding(6) var<storage, read_write> slopes: array<f32>;
@group(0) @binding(7) var<storage, read_write> dh_all: array<f32>;
@group(0) @binding(8) var<uniform> sizes: Sizes;

fn squash(x: f32) -> f32 {
  let e = exp(-2 * abs(x));
  return sign(x) * (1 - e) / (1 + e);
}

@compute @workgroup_size(${SIZE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let at = (group.x + group.y * groups.x) * ${SIZE} + local;
  if (at >= arrayLength(&c)) { return; }
  let n = sizes.features;
  let tb = at / n;
  let feature = at % n;
  let t = i32(tb / sizes.batch);
  let row = tb % sizes.batch;

  let into = tb * ${SLOPES} * n + feature;
  if (t >= lengths[row]) {
    for (var k = 0u; k < ${SLOPES}; k++) { slopes[into + k * n] = 0; }
    dh_all[at] = 0;
    return;
  }
  let i = gates[tb * 4 * n + feature];
  let f = gates[tb * 4 * n + n + feature];
  let g = gates[tb * 4 * n + 2 * n + feature];
  let o = gates[tb * 4 * n + 3 * n + feature];
  let tanh_c = squash(c[at]);
  var before = c0[row * n + feature];
  if (t > 0) { before = c[at - sizes.batch * n]; }
  slopes[into] = o * (1 - tanh_c * tanh_c); // of h by c
  slopes[into + n] = g * i * (1 - i); // of c by the sums of i, f and g
  slopes[into + 2 * n] = before * f * (1 - f);
  slopes[into + 3 * n] = i * (1 - g * g);
  slopes[into + 4 * n] = tanh_c * o * (1 - o); // of h by the sum of o
  slopes[into + 5 * n] = f; // of c by the cell before
  dh_all[at] = dh[at] + select(0, dh_last[row * n + feature], t == lengths[row] - 1);
}`,
};

/** A workgroup makes this many features of this many rows, their products in this many slices. */
const [FEATURES, ROWS, SLICES] = [4, 4, 32];

/** One step backwards, of all rows; the one before the first makes the gradient of h0. */
const step: Shader = {
  name: "lstmStepBack",
  source: `
struct Sizes { t: i32, time: i32, batch: u32, features: u32 }

@group(0) @binding(0) var<storage, read> lengths: array<i32>;
@group(0) @binding(1) var<storage, read> recurrent: array<f32>;
@group(0) @binding(2) var<storage, read> slopes: array<f32>;
@group(0) @binding(3) var<storage, read> dh_all: array<f32>;
@group(0) @binding(4) var<storage, read> dc_last: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_sums: array<f32>;
@group(0) @binding(6) var<storage, read_write> dc: array<f32>;
@group(0) @binding(7) var<storage, read_write> dh0: array<f32>;
@group(0) @binding(8) var<uniform> sizes: Sizes;

var<workgroup> parts: array<f32, ${FEATURES * ROWS * SLICES}>;

@compute @workgroup_size(${SLICES}, ${FEATURES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = sizes.features;
  let feature = group.x * ${FEATURES} + local.y;
  let first = group.y * ${ROWS};

  // Each slice of the products dSums · Uᵀ of the step after this one.
  var sums: array<f32, ${ROWS}>;
  if (sizes.t + 1 < sizes.time && feature < n) {
    let after = u32(sizes.t + 1) * sizes.batch;
    for (var k = local.x; k < 4 * n; k += ${SLICES}) {
      let u = recurrent[feature * 4 * n + k];
      for (var r = 0u; r < ${ROWS}; r++) {
        sums[r] += d_sums[(after + min(first + r, sizes.batch - 1)) * 4 * n + k] * u;
      }
    }
  }
  for (var r = 0u; r < ${ROWS}; r++) {
    parts[(local.y * ${ROWS} + r) * ${SLICES} + local.x] = sums[r];
  }
  workgroupBarrier();

  // One thread for each feature of each row adds them up.
  let row = first + local.x;
  if (local.x >= ${ROWS} || feature >= n || row >= sizes.batch) { return; }
  var dh = 0.0;
  for (var s = 0u; s < ${SLICES}; s++) {
    dh += parts[(local.y * ${ROWS} + local.x) * ${SLICES} + s];
  }
  let state = row * n + feature;
  if (sizes.t < 0) {
    dh0[state] = dh;
    return;
  }
  let tb = u32(sizes.t) * sizes.batch + row;
  let slope = tb * ${SLOPES} * n + feature;
  dh += dh_all[tb * n + feature];
  var d_cell = dh * slopes[slope];
  if (sizes.t + 1 < sizes.time) { d_cell += dc[state]; }
  if (sizes.t + 1 == lengths[row]) { d_cell += dc_last[state]; }
  let into = tb * 4 * n + feature;
  d_sums[into] = d_cell * slopes[slope + n];
  d_sums[into + n] = d_cell * slopes[slope + 2 * n];
  d_sums[into + 2 * n] = d_cell * slopes[slope + 3 * n];
  d_sums[into + 3 * n] = dh * slopes[slope + 4 * n];
  dc[state] = d_cell * slopes[slope + 5 * n];
}`,
};

type Inputs = {
  dh_TBH: Tensor3D;
  dh_BH: Tensor2D;
  dc_BH: Tensor2D;
  recurrent_HG: Tensor2D;
  c0_BH: Tensor2D;
  c_TBH: Tensor3D;
  gates_TBG: Tensor3D;
};

/** dSums_TBG and the gradients of h0_BH and c0_BH; one run per step of the sequence and two more. */
export const lstmGrad = ({
  inputs: { dh_TBH, dh_BH, dc_BH, recurrent_HG, c0_BH, c_TBH, gates_TBG },
  attrs: { lengths_B },
  backend,
}: WebgpuCall<Inputs, { lengths_B: Int32Array }>): Tensor[] =>
  tidy(() => {
    const [time, batch, features] = dh_TBH.shape;
    const lengths = tensor1d(lengths_B, "int32");
    const slopes_TBS = output(backend, [time, batch, SLOPES * features]);
    const dhAll_TBH = output(backend, dh_TBH.shape);
    dispatch(backend, slopes, [
      {
        tensors: [lengths, gates_TBG, c_TBH, c0_BH, dh_TBH, dh_BH, slopes_TBS, dhAll_TBH],
        parameters: Int32Array.of(batch, features),
        workgroups: grid(Math.ceil(dh_TBH.size / SIZE)),
      },
    ]);
    const dSums_TBG = output(backend, gates_TBG.shape);
    const [dh0_BH, dc0_BH] = [output(backend, c0_BH.shape), output(backend, c0_BH.shape)];
    const read = [lengths, recurrent_HG, slopes_TBS, dhAll_TBH, dc_BH];
    const tensors = [...read, dSums_TBG, dc0_BH, dh0_BH];
    dispatch(
      backend,
      step,
      Array.from({ length: time + 1 }, (_, n) => ({
        tensors,
        parameters: Int32Array.of(time - 1 - n, time, batch, features),
        workgroups: [Math.ceil(features / FEATURES), Math.ceil(batch / ROWS)] as const,
      })),
    );
    return [dSums_TBG, dh0_BH, dc0_BH];
  });
