import type { Shader } from "./dispatch.ts";

/*
 * The rows of a batch need each other nowhere in an LSTM: each workgroup takes one of them through
 * all steps of a sequence, and nothing is started between two steps.
 */

/** Numbers of the left operand that lie in the workgroup's memory at a time. */
const TILE = 128;

/** Terms of a sum that a thread fetches together. */
const UNROLLED = 4;

/** Steps of one run. Systems end a run that takes too long. */
const STEPS = 64;

/** How the threads of a workgroup share the columns of a product, and its sums in slices. */
export interface Threads {
  readonly lanes: number;
  readonly slices: number;
}

/** As many threads as the device has for a workgroup, and as there is work for. */
const threadsFor = ({ limits }: GPUDevice, columns: number): Threads => {
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = limits;
  const roomy = maxComputeWorkgroupStorageSize >= 32768;
  const most =
    2 ** Math.floor(Math.log2(Math.min(maxComputeInvocationsPerWorkgroup, roomy ? 1024 : 256)));
  const lanes = Math.min(most, 2 ** Math.ceil(Math.log2(columns)));
  return { lanes, slices: Math.min(most / lanes, 8) };
};

/** A shader for each way to share the threads of a workgroup, made when it is first asked for. */
export const shaderByThreads = (make: (threads: Threads) => Shader) => {
  const made = new Map<string, Shader>();
  return (device: GPUDevice, columns: number): Shader => {
    const threads = threadsFor(device, columns);
    const key = `${threads.lanes} ${threads.slices}`;
    const shader = made.get(key) ?? make(threads);
    made.set(key, shader);
    return shader;
  };
};

/** Runs over a sequence of so many steps: the first of each, and where it ends. */
export const stretches = (steps: number): (readonly [from: number, to: number])[] =>
  Array.from({ length: Math.ceil(steps / STEPS) }, (_, run) => [
    run * STEPS,
    Math.min((run + 1) * STEPS, steps),
  ]);

/** WGSL: the parameters of an entry point whose workgroups take a row each, and the row. */
export const ROW_OF_GROUP: string = `
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let n = sizes.features;
  let row = group.x + group.y * groups.x;
  if (row >= sizes.batch) { return; }
  let length = u32(lengths[row]);`;

/** A row times a matrix of n rows and n columns. */
export interface RowProduct {
  readonly threads: Threads;
  /** What stands at place `k` of the row. */
  readonly left: { readonly type: "f32" | "vec4f"; readonly at: string };
  /** What stands at place `k` of the column `column`. */
  readonly right: (k: string) => string;
  readonly sum: "f32" | "vec4f";
  /** What two factors add to the sum. */
  readonly term: (left: string, right: string) => string;
  /** A uniform condition, else sums are zero; absent: always. */
  readonly when?: string;
  /** What to do with the `sum` of `column`. */
  readonly store: string;
}

const unrolled = (line: (index: number) => string): string =>
  Array.from({ length: UNROLLED }, (_, index) => line(index)).join("\n");

/** The workgroup's memory that `rowProduct` needs, and its attribute. */
export const memoryOf = ({ threads, left, sum }: RowProduct): string => `
var<workgroup> left: array<${left.type}, ${TILE}>;
${threads.slices > 1 ? `var<workgroup> parts: array<${sum}, ${threads.lanes * threads.slices}>;` : ""}

@compute @workgroup_size(${threads.lanes}, ${threads.slices})`;

/**
 * WGSL of the product: the row goes through the workgroup's memory, and each thread sums a slice of
 * a column.
 */
export const rowProduct = (product: RowProduct): string => {
  const { threads, left, right, sum, term, when = "true", store } = product;
  const { lanes, slices } = threads;
  const place = (i: number) => `from_k + ${i * slices}`;
  return `
    for (var block = 0u; block < n; block += ${lanes}) {
      let column = block + local.x;
      var sum = ${sum}();
      if (${when}) {
        for (var tile = 0u; tile < n; tile += ${TILE}) {
          workgroupBarrier();
          for (var at = thread; at < ${TILE}; at += ${lanes * slices}) {
            let k = tile + at;
            left[at] = ${left.type}();
            if (k < n) { left[at] = ${left.at}; }
          }
          workgroupBarrier();
          if (column < n) {
            let places = min(${TILE}, n - tile);
            for (var from_k = local.y; from_k < places; from_k += ${UNROLLED * slices}) {
              ${unrolled((i) => `let right${i} = ${right(`min(tile + ${place(i)}, n - 1)`)};`)}
              ${unrolled((i) => `sum += ${term(`left[${place(i)}]`, `right${i}`)};`)}
            }
          }
        }
        ${slices > 1 ? gathered(threads) : ""}
      }
      if (local.y == 0 && column < n) { ${store} }
    }
    storageBarrier();`;
};

/** The slices of the sums, added up by the threads of the first. */
const gathered = ({ lanes, slices }: Threads): string => `
        workgroupBarrier();
        parts[thread] = sum;
        workgroupBarrier();
        if (local.y == 0) {
          for (var slice = 1u; slice < ${slices}; slice++) { sum += parts[slice * ${lanes} + local.x]; }
        }`;

/** WGSL with each `feature` of a row. */
export const eachFeature = ({ lanes, slices }: Threads, body: string): string => `
    for (var feature = thread; feature < n; feature += ${lanes * slices}) { ${body} }`;
