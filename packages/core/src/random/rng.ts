import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Rng } from "../contracts/component.ts";
import { hashName, philox } from "./philox.ts";

export type { Rng, RngState } from "../contracts/component.ts";

type Key = readonly [number, number];

/** The largest number of single precision below 1. */
const BELOW_ONE = 1 - 2 ** -24;

/** Uniforms of a permutation that are held at a time; an even number, for a block has two. */
const HELD = 1 << 16;

const create = (key: Key): Rng => {
  let counter = 0;
  const streams = new Map<string, Rng>();

  const uniforms = (n: number): Float64Array => {
    const out = new Float64Array(n);
    counter = philox(key, counter, out);
    return out;
  };

  // Box–Muller on pairs of uniforms; an odd request throws its last partner away.
  const normals = (n: number): Float64Array => {
    const pairs = (n + 1) >> 1;
    const u = uniforms(2 * pairs);
    const out = new Float64Array(n);
    for (let i = 0; i < pairs; i++) {
      const radius = Math.sqrt(-2 * Math.log(u[2 * i] as number));
      const angle = 2 * Math.PI * (u[2 * i + 1] as number);
      out[2 * i] = radius * Math.cos(angle);
      if (2 * i + 1 < n) out[2 * i + 1] = radius * Math.sin(angle);
    }
    return out;
  };

  const toTensor = (values: Float64Array, shape: readonly number[]): Tensor =>
    tensor(Float32Array.from(values), [...shape], "float32");
  /** A double just below 1 would round up to it; the smallest, 2⁻⁵⁴, is a number of both. */
  const belowOne = (u: number) => Math.min(u, BELOW_ONE);
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

  return {
    stream(name) {
      let child = streams.get(name);
      if (!child) {
        child = create(hashName(key, name));
        streams.set(name, child);
      }
      return child;
    },
    uniforms,
    normals,
    permutation(n) {
      const order = new Int32Array(n);
      for (let i = 0; i < n; i++) order[i] = i;
      // The uniforms are those of `uniforms(n)`, of which few are held at a time: the last ones first.
      const [first, held] = [counter, new Float64Array(Math.min(n, HELD))];
      for (let end = n; end > 0; ) {
        const start = HELD * Math.floor((end - 1) / HELD);
        const u = held.subarray(0, end - start);
        counter = Math.max(counter, philox(key, first + start / 2, u));
        for (let i = end - 1; i >= Math.max(start, 1); i--) {
          const j = Math.floor((u[i - start] as number) * (i + 1));
          const swap = order[i] as number;
          order[i] = order[j] as number;
          order[j] = swap;
        }
        end = start;
      }
      return order;
    },
    uniform: (shape) => toTensor(uniforms(size(shape)).map(belowOne), shape),
    normal: (shape) => toTensor(normals(size(shape)), shape),
    gumbel: (shape) =>
      toTensor(
        uniforms(size(shape)).map((u) => -Math.log(-Math.log(u))),
        shape,
      ),
    state: () => ({
      counter,
      streams: Object.fromEntries([...streams].map(([name, child]) => [name, child.state()])),
    }),
    restore(state) {
      counter = state.counter;
      streams.clear();
      for (const [name, childState] of Object.entries(state.streams)) {
        this.stream(name).restore(childState);
      }
    },
  };
};

/**
 * The root stream of a seed: any integer from −(2⁵³ − 1) to 2⁵³ − 1; 0 is a seed like any other.
 * Throws `OPTION` for what is none.
 *
 * @example
 * const rng = createRng(1);
 * const noise = rng.stream("posterior").normal([32, 50]);
 */
export const createRng = (seed: number): Rng => {
  if (!Number.isSafeInteger(seed)) {
    throw new TextvaeError("OPTION", "createRng", {
      expected: "an integer of at most 2^53 − 1 in size as seed",
      got: String(seed),
    });
  }
  return create([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0]);
};
