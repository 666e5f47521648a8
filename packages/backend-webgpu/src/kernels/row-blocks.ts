import type { Shader } from "./dispatch.ts";

/** Rows of a batch that one workgroup takes through all steps of a sequence. They need no others. */
export const ROWS = 1;

/** Places of the left operands that lie in the workgroup's memory at a time. */
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

/** A line of WGSL for each row of a workgroup. */
export const eachRow = (line: (row: number) => string): string =>
  Array.from({ length: ROWS }, (_, row) => line(row)).join("\n");

export interface RowProduct {
  readonly threads: Threads;
  /** What is summed over, an expression. */
  readonly depth: string;
  readonly left: { readonly type: "f32" | "vec4f"; readonly at: string };
  /** What stands at place `k` of the column `column`. */
  readonly right: (k: string) => string;
  readonly sums: "f32" | "vec4f";
  /** What two factors add to a sum. */
  readonly term: (left: string, right: string) => string;
  /** Where it is worth doing, a uniform condition. */
  readonly when: string;
  /** What to do with `sum` of `row` and `column`. */
  readonly store: string;
}

const unrolled = (line: (index: number) => string): string =>
  Array.from({ length: UNROLLED }, (_, index) => line(index)).join("\n");

/** The workgroup's memory that `rowProduct` needs, and its attribute. */
export const memoryOf = ({ threads, left, sums }: RowProduct): string => `
var<workgroup> left: array<${left.type}, ${ROWS * TILE}>;
${threads.slices > 1 ? `var<workgroup> parts: array<${sums}, ${threads.lanes * threads.slices}>;` : ""}

@compute @workgroup_size(${threads.lanes}, ${threads.slices})`;

/**
 * WGSL that multiplies the rows of a workgroup, from `first`, with a matrix of n columns: the left
 * operands go through the workgroup's memory, each thread sums a slice of a column of all rows.
 */
export const rowProduct = (product: RowProduct): string => {
  const { threads, depth, left, right, sums, term, when, store } = product;
  const { lanes, slices } = threads;
  return `
    for (var block = 0u; block < n; block += ${lanes}) {
      let column = block + local.x;
      ${eachRow((row) => `var sum${row} = ${sums}();`)}
      if (${when}) {
        for (var tile = 0u; tile < ${depth}; tile += ${TILE}) {
          let places = min(${TILE}, ${depth} - tile);
          workgroupBarrier();
          for (var at = thread; at < ${ROWS * TILE}; at += ${lanes * slices}) {
            let row = min(first + at / ${TILE}, sizes.batch - 1);
            let k = tile + at % ${TILE};
            left[at] = ${left.type}();
            if (k < ${depth}) { left[at] = ${left.at}; }
          }
          workgroupBarrier();
          if (column < n) {
            for (var from_k = local.y; from_k < places; from_k += ${UNROLLED * slices}) {
              ${unrolled((i) => `let right${i} = ${right(`min(tile + from_k + ${i * slices}, ${depth} - 1)`)};`)}
              ${unrolled((i) => eachRow((row) => `sum${row} += ${term(`left[${row * TILE + i * slices} + from_k]`, `right${i}`)};`))}
            }
          }
        }
        ${slices > 1 ? eachRow((row) => gathered(row, threads)) : ""}
      }
      if (local.y == 0 && column < n) {
        ${eachRow((row) => `if (first + ${row} < sizes.batch) { let row = first + ${row}; let sum = sum${row}; ${store} }`)}
      }
    }`;
};

/** The slices of a row's sums, added up by the threads of the first. */
const gathered = (row: number, { lanes, slices }: Threads): string => `
        workgroupBarrier();
        parts[thread] = sum${row};
        workgroupBarrier();
        if (local.y == 0) {
          for (var slice = 1u; slice < ${slices}; slice++) { sum${row} += parts[slice * ${lanes} + local.x]; }
        }`;

/** WGSL with `row` and `feature` of all that a workgroup has of a step. */
export const eachFeature = ({ lanes, slices }: Threads, body: string): string => `
    for (var at = thread; at < ${ROWS} * n; at += ${lanes * slices}) {
      let row = first + at / n;
      let feature = at % n;
      if (row < sizes.batch) { ${body} }
    }`;

/** WGSL: the steps that the longest row of the workgroup has. */
export const LONGEST: string = `
  var longest = 0;
  for (var r = 0u; r < ${ROWS}; r++) { longest = max(longest, lengths[min(first + r, sizes.batch - 1)]); }`;
