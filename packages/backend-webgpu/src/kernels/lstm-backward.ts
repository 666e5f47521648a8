import { type Tensor, type Tensor2D, type Tensor3D, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { dispatch, grid, output, type Shader } from "./dispatch.ts";
import { eachEntryOf, gridOfEntries } from "./entries.ts";
import type { WebgpuCall } from "./kernel.ts";
import { SLOPES, slopes } from "./lstm-slopes.ts";
import {
  eachFeature,
  memoryOf,
  ROW_OF_GROUP,
  type RowProduct,
  rowProduct,
  shaderByThreads,
  stretches,
} from "./row-product.ts";

/** U with its quads of columns turned, so that threads next to each other read next to each other. */
const turn: Shader = {
  name: "lstmTurn",
  source: `
@group(0) @binding(0) var<storage, read> recurrent: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> turned: array<vec4f>;
@group(0) @binding(2) var<uniform> features: u32;

${eachEntryOf("turned")}
  turned[at] = recurrent[at % features * features + at / features];
}`,
};

/** All steps back of a row in each workgroup; the one before the first makes the gradient of h0. */
const sequence = shaderByThreads((threads) => {
  const product = {
    threads,
    left: { type: "vec4f", at: "d_sums_at(((after * sizes.batch + row) * n + k) * 4)" },
    right: (k) => `turned[(${k}) * n + column]`,
    sum: "f32",
    term: (left, right) => `dot(${left}, ${right})`,
    when: "after < length",
    store: "dh0[row * n + column] = sum;",
  } as const satisfies RowProduct;
  return {
    name: "lstmSequenceBack",
    source: `
struct Sizes { from_step: u32, to_step: u32, time: u32, batch: u32, features: u32 }

@group(0) @binding(0) var<storage, read> lengths: array<i32>;
@group(0) @binding(1) var<storage, read> turned: array<vec4f>;
@group(0) @binding(2) var<storage, read> slopes: array<f32>;
@group(0) @binding(3) var<storage, read> dh_all: array<f32>;
@group(0) @binding(4) var<storage, read> dc_last: array<f32>;
@group(0) @binding(5) var<storage, read_write> d_sums: array<f32>;
@group(0) @binding(6) var<storage, read_write> dc: array<f32>;
@group(0) @binding(7) var<storage, read_write> dh0: array<f32>;
@group(0) @binding(8) var<uniform> sizes: Sizes;

fn d_sums_at(at: u32) -> vec4f {
  return vec4f(d_sums[at], d_sums[at + 1], d_sums[at + 2], d_sums[at + 3]);
}
${memoryOf(product)}
fn main(${ROW_OF_GROUP}
  for (var step = sizes.from_step; step < sizes.to_step; step++) {
    let after = sizes.time - step;
    ${rowProduct(product)}
    if (after == 0) { return; }
    ${eachFeature(
      threads,
      `
      let state = row * n + feature;
      let tb = (after - 1) * sizes.batch + row;
      let slope = tb * ${SLOPES} * n + feature;
      let dh = dh0[state] + dh_all[tb * n + feature];
      var d_cell = dh * slopes[slope];
      if (after < sizes.time) { d_cell += dc[state]; }
      if (after == length) { d_cell += dc_last[state]; }
      let into = tb * 4 * n + feature;
      d_sums[into] = d_cell * slopes[slope + n];
      d_sums[into + n] = d_cell * slopes[slope + 2 * n];
      d_sums[into + 2 * n] = d_cell * slopes[slope + 3 * n];
      d_sums[into + 3 * n] = dh * slopes[slope + 4 * n];
      dc[state] = d_cell * slopes[slope + 5 * n];`,
    )}
    storageBarrier();
  }
}`,
  };
});

type Inputs = {
  dh_TBH: Tensor3D;
  dh_BH: Tensor2D;
  dc_BH: Tensor2D;
  recurrent_HG: Tensor2D;
  c0_BH: Tensor2D;
  c_TBH: Tensor3D;
  gates_TBG: Tensor3D;
};

/** dSums_TBG and the gradients of h0_BH and c0_BH; a run for each stretch of the sequence. */
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
        workgroups: gridOfEntries(dh_TBH.size),
      },
    ]);
    const dSums_TBG = output(backend, gates_TBG.shape);
    const [dh0_BH, dc0_BH] = [output(backend, c0_BH.shape), output(backend, c0_BH.shape)];
    const turned_GH = output(backend, recurrent_HG.shape);
    dispatch(backend, turn, [
      {
        tensors: [recurrent_HG, turned_GH],
        parameters: Int32Array.of(features),
        workgroups: gridOfEntries(features * features),
      },
    ]);
    const read = [lengths, turned_GH, slopes_TBS, dhAll_TBH, dc_BH];
    const tensors = [...read, dSums_TBG, dc0_BH, dh0_BH];
    dispatch(
      backend,
      sequence(backend.device, features),
      stretches(time + 1).map(([from, to]) => ({
        tensors,
        parameters: Int32Array.of(from, to, time, batch, features),
        workgroups: grid(batch),
      })),
    );
    return [dSums_TBG, dh0_BH, dc0_BH];
  });
