import { type NamedTensorMap, type Tensor, tidy } from "@tensorflow/tfjs-core";
import { dispatch, output, type Shader } from "./dispatch.ts";
import type { WebgpuCall } from "./kernel.ts";

/** Tensors that one run reads, threads of a workgroup, and workgroups for each tensor. */
const [TENSORS, SIZE, GROUPS] = [7, 128, 64];

const each = (line: (index: number) => string): string =>
  Array.from({ length: TENSORS }, (_, index) => line(index)).join("\n");

/** Sums what each thread of a workgroup brings. */
const gather = `
var<workgroup> parts: array<f32, ${SIZE}>;

fn gathered(part: f32, local: u32) -> f32 {
  parts[local] = part;
  for (var half = ${SIZE / 2}u; half > 0; half /= 2) {
    workgroupBarrier();
    if (local < half) { parts[local] += parts[local + half]; }
  }
  return parts[0];
}`;

/** Sums a strided part of each tensor. */
const partial = (squared: boolean): Shader => ({
  name: squared ? "totalOfSquares" : "total",
  source: `
${each((i) => `@group(0) @binding(${i}) var<storage, read> x${i}: array<f32>;`)}
@group(0) @binding(${TENSORS}) var<storage, read_write> sums: array<f32>;
@group(0) @binding(${TENSORS + 1}) var<uniform> first: u32;
${gather}
${each(
  (i) => `
fn sum${i}(from_at: u32) -> f32 {
  var sum = 0.0;
  for (var at = from_at; at < arrayLength(&x${i}); at += ${SIZE * GROUPS}) {
    sum += ${squared ? `x${i}[at] * x${i}[at]` : `x${i}[at]`};
  }
  return sum;
}`,
)}

@compute @workgroup_size(${SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let from_at = group.x * ${SIZE} + local;
  var part = 0.0;
  switch (group.y) {
    ${each((i) => `case ${i}: { part = sum${i}(from_at); }`)}
    default: {}
  }
  let sum = gathered(part, local);
  if (local == 0) { sums[(first + group.y) * ${GROUPS} + group.x] = sum; }
}`,
});

const partials = { sum: partial(false), squares: partial(true) } as const;

/** Sums the parts. */
const final: Shader = {
  name: "totalOfParts",
  source: `
@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
${gather}

@compute @workgroup_size(${SIZE})
fn main(@builtin(local_invocation_index) local: u32) {
  var part = 0.0;
  for (var at = local; at < arrayLength(&sums); at += ${SIZE}) { part += sums[at]; }
  let sum = gathered(part, local);
  if (local == 0) { result[0] = sum; }
}`,
};

/** The sum of all entries, or their squares, of many tensors in few runs. */
export const total = ({
  inputs,
  attrs: { squared },
  backend,
}: WebgpuCall<NamedTensorMap, { squared: boolean }>): Tensor =>
  tidy(() => {
    const tensors = Object.values(inputs);
    const sums = output(backend, [tensors.length * GROUPS]);
    const runs = Array.from({ length: Math.ceil(tensors.length / TENSORS) }, (_, run) => {
      const first = run * TENSORS;
      const some = tensors.slice(first, first + TENSORS);
      // Every binding needs a tensor; what is bound twice is read once.
      const bound = Array.from({ length: TENSORS }, (_, i) => some[i] ?? (some[0] as Tensor));
      return {
        tensors: [...bound, sums],
        parameters: Int32Array.of(first),
        workgroups: [GROUPS, some.length] as const,
      };
    });
    dispatch(backend, squared ? partials.squares : partials.sum, runs);
    const result = output(backend, []);
    dispatch(backend, final, [{ tensors: [sums, result], workgroups: [1] }]);
    return result;
  });
