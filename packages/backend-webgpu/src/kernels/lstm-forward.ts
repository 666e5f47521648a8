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
import { eachEntryOf, gridOfEntries } from "./entries.ts";
import type { WebgpuCall } from "./kernel.ts";
import {
  eachFeature,
  memoryOf,
  ROW_OF_GROUP,
  type RowProduct,
  rowProduct,
  shaderByThreads,
  stretches,
} from "./row-product.ts";
import { SQUASH } from "./squash.ts";

/** All steps of a row in each workgroup; the sums x·W + b become the gates, in place. */
const sequence = shaderByThreads((threads) => {
  const product = {
    threads,
    left: { type: "f32", at: "h_before(t, row * n + k)" },
    right: (k) => `recurrent[(${k}) * n + column]`,
    sum: "vec4f",
    term: (left, right) => `${left} * ${right}`,
    store: `
      let into = ((t * sizes.batch + row) * n + column) * 4;
      gates[into] += sum.x;
      gates[into + 1] += sum.y;
      gates[into + 2] += sum.z;
      gates[into + 3] += sum.w;`,
  } as const satisfies RowProduct;
  return {
    name: "lstmSequence",
    source: `
struct Sizes { from_t: u32, to_t: u32, batch: u32, features: u32 }

@group(0) @binding(0) var<storage, read> recurrent: array<vec4f>;
@group(0) @binding(1) var<storage, read> h0: array<f32>;
@group(0) @binding(2) var<storage, read> c0: array<f32>;
@group(0) @binding(3) var<storage, read> lengths: array<i32>;
@group(0) @binding(4) var<storage, read_write> gates: array<f32>;
@group(0) @binding(5) var<storage, read_write> h: array<f32>;
@group(0) @binding(6) var<storage, read_write> c: array<f32>;
@group(0) @binding(7) var<uniform> sizes: Sizes;

${SQUASH}

fn sigmoid(x: f32) -> f32 { return 1 / (1 + exp(-max(x, -80))); }

fn h_before(t: u32, at: u32) -> f32 {
  if (t == 0) { return h0[at]; }
  return h[(t - 1) * sizes.batch * sizes.features + at];
}
${memoryOf(product)}
fn main(${ROW_OF_GROUP}
  for (var t = sizes.from_t; t < sizes.to_t; t++) {
    let first = (t * sizes.batch + row) * n;
    if (t >= length) {
      ${eachFeature(threads, "h[first + feature] = 0; c[first + feature] = 0;")}
      continue;
    }
    ${rowProduct(product)}
    ${eachFeature(
      threads,
      `
      let state = first + feature;
      let gate = 4 * first + feature;
      let i = sigmoid(gates[gate]);
      let f = sigmoid(gates[gate + n]);
      let g = squash(gates[gate + 2 * n]);
      let o = sigmoid(gates[gate + 3 * n]);
      var cell = c0[row * n + feature];
      if (t > 0) { cell = c[state - sizes.batch * n]; }
      cell = f * cell + i * g;
      gates[gate] = i;
      gates[gate + n] = f;
      gates[gate + 2 * n] = g;
      gates[gate + 3 * n] = o;
      c[state] = cell;
      h[state] = o * squash(cell);`,
    )}
    storageBarrier();
  }
}`,
  };
});

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

${eachEntryOf("last_h")}
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

/** h_TBH, h_BH, c_BH and the residuals c_TBH, gates_TBG; a run for each stretch of the sequence. */
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
      sequence(backend.device, features),
      stretches(time).map(([from, to]) => ({
        tensors,
        parameters: Int32Array.of(from, to, batch, features),
        workgroups: grid(batch),
      })),
    );
    const [h_BH, c_BH] = [output(backend, h0_BH.shape), output(backend, c0_BH.shape)];
    dispatch(backend, last, [
      {
        tensors: [lengths, h_TBH, c_TBH, h_BH, c_BH],
        parameters: Int32Array.of(batch, features),
        workgroups: gridOfEntries(batch * features),
      },
    ]);
    return residuals ? [h_TBH, h_BH, c_BH, c_TBH, gates_TBG] : [h_TBH, h_BH, c_BH];
  });
