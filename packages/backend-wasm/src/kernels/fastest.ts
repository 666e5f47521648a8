import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { borrow, heapOf, isShared } from "./heap.ts";
import { compiled, instanceOn } from "./module.ts";
import { FUSED, type Variant } from "./variant.ts";

/** A product of some 0.2 ms, of whole tiles of every variant. */
const [ROWS, COLUMNS, DEPTH] = [60, 192, 512];

/** Products of a measurement, so that coarse clocks of browsers can tell, and how many of these. */
const [PRODUCTS, MEASUREMENTS] = [10, 3];

const order = new WeakMap<BackendWasm, readonly Variant[]>();

/**
 * The variants that fuse multiplication and addition, the fastest at a product first, and then the
 * others. They have the same bits: which one is taken changes no number. Measured once.
 */
export const fastestFirst = (
  candidates: readonly Variant[],
  backend: BackendWasm,
): readonly Variant[] => {
  if (candidates.length < 2) return candidates;
  const known = order.get(backend);
  const fused =
    known ??
    byTime(
      candidates.filter((name) => FUSED.includes(name)),
      backend,
    );
  order.set(backend, fused);
  return [...fused, ...candidates.filter((name) => !fused.includes(name))];
};

const byTime = (variants: readonly Variant[], backend: BackendWasm): readonly Variant[] =>
  variants
    .map((variant) => ({ variant, milliseconds: timeOf(variant, backend) }))
    .sort((a, b) => a.milliseconds - b.milliseconds)
    .map(({ variant }) => variant);

/** The least milliseconds of some products. */
const timeOf = (variant: Variant, backend: BackendWasm): number => {
  const memory = heapOf(backend);
  const kernels = instanceOn(memory, compiled(variant, isShared(memory) ? "shared" : "own"));
  const bytes = kernels.productScratch();
  const [a, b, c] = [ROWS * DEPTH, DEPTH * COLUMNS, ROWS * COLUMNS] as const;
  return borrow(backend, bytes + 4 * (a + b + c), (scratch) => {
    kernels.useScratch(scratch);
    const operands = scratch + bytes;
    new Float32Array(heapOf(backend).buffer, operands, a + b).fill(0.5);
    const [right, out] = [operands + 4 * a, operands + 4 * (a + b)];
    const multiply = () =>
      kernels.product(
        ...[ROWS, COLUMNS, DEPTH, operands, 4 * DEPTH, 4, right, 4 * COLUMNS, 4],
        ...[0, 0, out, 4 * COLUMNS],
      );
    multiply();
    return Math.min(...Array.from({ length: MEASUREMENTS }, () => timed(multiply)));
  });
};

const timed = (run: () => void): number => {
  const from = performance.now();
  for (let i = 0; i < PRODUCTS; i++) run();
  return performance.now() - from;
};
