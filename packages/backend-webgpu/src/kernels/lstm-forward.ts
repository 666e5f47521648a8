import {
  fused,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs-core";
import { dispatch, grid, output, type Shader } from "./dispatch.ts";
import type { WebgpuCall } from "./kernel.ts";

/** A workgroup makes this many features of this many rows, their products in this many slices. */
const [FEATURES, ROWS, SLICES] = [16, 4, 8];

/** One step of all rows; the sums x·W + b become the gates, in place. */
const step: Shader = {
  name: "lstmStep",
  source: `
struct Sizes { t: u32, batch: u32, features: u32 }

@group(0) @binding(0) var<storage, read> recurrent: array<f32>;
@group(0) @binding(1) var<storage, read> h0: array<f32>;
@group(0) @binding(2) var<storage, read> c0: array<f32>;
@group(0) @binding(3) var<storage, read> lengths: array<i32>;
@group(0) @binding(4) var<storage, read_write> gates: array<f32>;
@group(0) @binding(5) var<storage, read_write> h: array<f32>;
@group(0) @binding(6) var<storage, read_write> c: array<f32>;
@group(0) @binding(7) var<uniform> sizes: Sizes;

var<workgroup> parts: array<vec4f, ${FEATURES * ROWS * SLICES}>;

fn squash(x: f32) -> f32 {
  let e = exp(-2 * abs(x));
  return sign(x) * (1 - e) / (1 + e);
}

fn sigmoid(x: f32) -> f32 { return 1 / (1 + exp(-max(x, -80))); }

fn previous_h(row: u32, k: u32) -> f32 {
  let at = row * sizes.features + k;
  if (sizes.t == 0) { return h0[at]; }
  return h[(sizes.t - 1) * sizes.batch * sizes.features + at];
}

@compute @workgroup_size(${FEATURES}, ${SLICES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let n = sizes.features;
  let feature = group.x * ${FEATURES} + local.x;
  let first = group.y * ${ROWS};

  // Each slice of the products h · U of the four gates.
  var sums: array<vec4f, ${ROWS}>;
  if (feature < n) {
    for (var k = local.y; k < n; k += ${SLICES}) {
      let at = k * 4 * n + feature;
      let u = vec4f(recurrent[at], recurrent[at + n], recurrent[at + 2 * n], recurrent[at + 3 * n]);
      for (var r = 0u; r < ${ROWS}; r++) {
        sums[r] += previous_h(min(first + r, sizes.batch - 1), k) * u;
      }
    }
  }
  for (var r = 0u; r < ${ROWS}; r++) {
    parts[(r * ${SLICES} + local.y) * ${FEATURES} + local.x] = sums[r];
  }
  workgroupBarrier();

  // One thread for each feature of each row adds them up.
  let row = first + local.y;
  if (local.y >= ${ROWS} || feature >= n || row >= sizes.batch) { return; }
  let tb = sizes.t * sizes.batch + row;
  let at = tb * 4 * n + feature;
  var sum = vec4f(gates[at], gates[at + n], gates[at + 2 * n], gates[at + 3 * n]);
  for (var s = 0u; s < ${SLICES}; s++) {
    sum += parts[(local.y * ${SLICES} + s) * ${FEATURES} + local.x];
  }
  let i = sigmoid(sum.x);
  let f = sigmoid(sum.y);
  let g = squash(sum.z);
  let o = sigmoid(sum.w);
  var before = c0[row * n + feature];
  if (sizes.t > 0) { before = c[(tb - sizes.batch) * n + feature]; }
  let cell = f * before + i * g;
  gates[at] = i;
  gates[at + n] = f;
  gates[at + 2 * n] = g;
  gates[at + 3 * n] = o;
  c[tb * n + feature] = cell;
  h[tb * n + feature] = select(0, o * squash(cell), i32(sizes.t) < lengths[row]);
}`,
};

const SIZE = 64;

/** The states after each row's last token. */
const last: Shader = {
  name: "lstmLast",
  source: `
struct Sizes { batch: u32, features: u32 }

@group(0) @binding(0) var<storage, read> lengths: array<i32>;
@group(0) @binding(1) var<storage, read> h: array<f32>;
@group(0) @binding(2) var<storage, read> c: array<f32>;
@group(0) @binding(3) var<storage, read_write> last_h: array<f32>;
@group(0) @binding(4) var<storage, read_write> last_c: array<f32>;
@group(0) @binding(5) var<uniform> sizes: Sizes;

@compute @workgroup_size(${SIZE})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if (at >= arrayLength(&last_h)) { return; }
  let row = at / sizes.features;
  let from_at = u32(lengths[row] - 1) * sizes.batch * sizes.features + at;
  last_h[at] = h[from_at];
  last_c[at] = c[from_at];
}`,
};

type Inputs = {
  x_TBE: Tensor3D;
  kernel_EG: Tensor2D;
  recurrent_HG: Tensor2D;
  bias_G: Tensor1D;
  h0_BH: Tensor2D;
  c0_BH: Tensor2D;
};

/** h_TBH, h_BH, c_BH and the residuals c_TBH, gates_TBG; one run per step of the sequence. */
export const lstm = ({
  inputs: { x_TBE, kernel_EG, recurrent_HG, bias_G, h0_BH, c0_BH },
  attrs: { lengths_B, residuals },
  backend,
}: WebgpuCall<Inputs, { lengths_B: Int32Array; residuals: boolean }>): Tensor[] =>
  tidy(() => {
    const [time, batch, embedding] = x_TBE.shape;
    const features = h0_BH.shape[1];
    const x_RE = reshape(x_TBE, [-1, embedding]);
    const sums_RG = fused.matMul({ a: x_RE, b: kernel_EG, bias: bias_G });
    const gates_TBG = reshape(sums_RG, [time, batch, 4 * features]);
    const lengths = tensor1d(lengths_B, "int32");
    const h_TBH = output(backend, [time, batch, features]);
    const c_TBH = output(backend, [time, batch, features]);
    const tensors = [recurrent_HG, h0_BH, c0_BH, lengths, gates_TBG, h_TBH, c_TBH];
    dispatch(
      backend,
      step,
      Array.from({ length: time }, (_, t) => ({
        tensors,
        parameters: Int32Array.of(t, batch, features),
        workgroups: [Math.ceil(features / FEATURES), Math.ceil(batch / ROWS)] as const,
      })),
    );
    const [h_BH, c_BH] = [output(backend, h0_BH.shape), output(backend, c0_BH.shape)];
    dispatch(backend, last, [
      {
        tensors: [lengths, h_TBH, c_TBH, h_BH, c_BH],
        parameters: Int32Array.of(batch, features),
        workgroups: grid(Math.ceil((batch * features) / SIZE)),
      },
    ]);
    return residuals ? [h_TBH, h_BH, c_BH, c_TBH, gates_TBG] : [h_TBH, h_BH, c_BH];
  });
