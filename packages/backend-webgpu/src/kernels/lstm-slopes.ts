import type { Shader } from "./dispatch.ts";
import { eachEntryOf } from "./entries.ts";
import { SQUASH } from "./squash.ts";

/** Numbers per feature that the recurrence needs of each step; zero in the padding. */
export const SLOPES = 6;

/** Everything that does not depend on the recurrence, for all steps at once. */
export const slopes: Shader = {
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

${SQUASH}

${eachEntryOf("c")}
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
