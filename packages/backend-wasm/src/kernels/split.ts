/*
 * How the work of a kernel is cut for several threads: into calls of the same kernel, each of
 * which computes some of the outputs. No sum is cut, so that numbers do not depend on the cut.
 */

/** Calls for about so many parts, from the arguments of one call. */
type Cut = (numbers: readonly number[], parts: number) => number[][];

interface Split {
  /** Estimated microseconds on one thread. */
  readonly cost: (...numbers: number[]) => number;
  readonly cut: Cut;
  /** Whether a thread that is done early may find another part: where parts repeat no work. */
  readonly fine?: boolean;
}

/** What a part costs at least in microseconds; waking a thread costs some ten of them. */
const GRAIN = 40;

/** Multiples that no tile straddles, and at which loops of eight numbers start. */
const LANES = 16;
const ROWS = 20;

/** From and to of parts that differ by no more than `step`. */
const ranges = (size: number, parts: number, step: number): [from: number, to: number][] => {
  const steps = Math.ceil(size / step);
  const count = Math.min(parts, steps);
  const at = (n: number) => Math.min(size, Math.floor((steps * n) / count) * step);
  return Array.from({ length: count }, (_, n) => [at(n), at(n + 1)]);
};

/**
 * Cuts along one argument that is a size. `advance` names the arguments that are addresses and
 * the bytes that each goes on by for one of that size; an address of 0 is no address.
 */
const along =
  (
    size: number,
    step: number,
    advance: (...numbers: number[]) => Readonly<Record<number, number>>,
  ): Cut =>
  (numbers, parts) => {
    const advances = Object.entries(advance(...numbers)).map(([n, bytes]) => [Number(n), bytes]);
    return ranges(numbers[size] as number, parts, step).map(([from, to]) => {
      const part = [...numbers];
      part[size] = to - from;
      for (const [n, bytes] of advances as [number, number][]) {
        if (part[n] !== 0) part[n] = (part[n] as number) + from * bytes;
      }
      return part;
    });
  };

/** Multiplications with additions in a microsecond of a product. */
const PRODUCT_SPEED = 40_000;

const productCost = (rows = 0, columns = 0, depth = 0): number =>
  (rows * columns * depth) / PRODUCT_SPEED;

const lstmCost = (time = 0, batch = 0, _stride = 0, features = 0): number =>
  (time * batch * 4 * features * features) / PRODUCT_SPEED;

/** Along rows or columns of c, whichever are more: the operand along the other is packed by each part. */
const productCut =
  (byRows: Cut, byColumns: Cut): Cut =>
  (numbers, parts) => {
    const [rows = 0, columns = 0] = numbers;
    return (columns >= rows ? byColumns : byRows)(numbers, parts);
  };

const elements = (...addresses: number[]): Cut =>
  along(0, LANES, () => Object.fromEntries(addresses.map((n) => [n, 4])));

/** Numbers of a block of assembly/sum.ts. */
export const BLOCK = 4096;

const blocks: Cut = along(0, BLOCK, () => ({ 1: 4, 2: 8 / BLOCK }));

export const SPLITS: Readonly<Record<string, Split>> = {
  product: {
    cost: productCost,
    cut: productCut(
      along(0, ROWS, (_m, _n, _k, _a, aRow, _ac, _b, _br, _bc, _s, startStep, _c, cStep) => ({
        3: aRow as number,
        9: startStep as number,
        11: cStep as number,
      })),
      along(1, LANES, (_m, _n, _k, _a, _ar, _ac, _b, _br, bColumn) => ({
        6: bColumn as number,
        9: 4,
        11: 4,
      })),
    ),
  },
  productWithPacked: {
    cost: productCost,
    cut: productCut(
      along(0, ROWS, (_m, _n, _k, _a, aRow, _ac, _b, _s, startStep, _c, cStep) => ({
        3: aRow as number,
        7: startStep as number,
        9: cStep as number,
      })),
      along(1, LANES, (_m, _n, depth = 0) => ({ 6: 4 * depth, 7: 4, 9: 4 })),
    ),
    fine: true,
  },
  packRight: {
    cost: (columns = 0, depth = 0) => (columns * depth) / 2000,
    cut: along(0, LANES, (_n, depth = 0, _b, _br, bColumn = 0) => ({ 2: bColumn, 5: 4 * depth })),
    fine: true,
  },
  lstmForward: {
    cost: lstmCost,
    cut: along(1, 1, (_t, _b, _s, features = 0) => {
      const row = 4 * features;
      return { 4: 4, 6: row, 7: row, 8: 4 * row, 9: row, 10: row, 11: row, 12: row };
    }),
  },
  lstmBackward: {
    cost: lstmCost,
    cut: along(1, 1, (_t, _b, _s, features = 0) => {
      const row = 4 * features;
      const states = { 6: row, 7: row, 9: row, 10: row, 11: row, 13: row, 14: row };
      return { 4: 4, 8: 4 * row, 12: 4 * row, ...states };
    }),
  },
  softmaxCrossEntropy: {
    cost: (rows = 0, columns = 0) => (rows * columns) / 1000,
    cut: along(0, 1, (_n, columns = 0) => ({ 2: 4 * columns, 3: 4, 4: 4, 5: 4 })),
    fine: true,
  },
  scaleRows: {
    cost: (rows = 0, columns = 0) => (rows * columns) / 2000,
    cut: along(0, 1, (_n, columns = 0) => ({ 2: 4 * columns, 3: 4, 4: 4 * columns })),
    fine: true,
  },
  sumBlocks: { cost: (size = 0) => size / 4000, cut: blocks, fine: true },
  squareBlocks: { cost: (size = 0) => size / 4000, cut: blocks, fine: true },
  sumEachRow: {
    cost: (rows = 0, columns = 0) => (rows * columns) / 4000,
    cut: along(0, 1, (_n, columns = 0) => ({ 2: 4 * columns, 3: 4 })),
    fine: true,
  },
  sumRows: {
    cost: (rows = 0, columns = 0) => (rows * columns) / 4000,
    cut: along(1, LANES, () => ({ 2: 4, 5: 4 })),
    fine: true,
  },
  adamMove: {
    cost: (size = 0) => size / 1000,
    cut: elements(1, 2, 3, 4, 12, 13, 14),
    fine: true,
  },
  sgdMove: { cost: (size = 0) => size / 2000, cut: elements(1, 2, 6), fine: true },
  addAll: { cost: (size = 0) => size / 2000, cut: elements(1, 2, 3), fine: true },
  multiplyAll: { cost: (size = 0) => size / 2000, cut: elements(1, 2, 3), fine: true },
  scaleAll: { cost: (size = 0) => size / 2000, cut: elements(1, 3), fine: true },
  tanhAll: { cost: (size = 0) => size / 1000, cut: elements(1, 2), fine: true },
  sqrtAll: { cost: (size = 0) => size / 2000, cut: elements(1, 2), fine: true },
};

/** The calls that do the work of one call on so many threads; one where no more pays. */
export const split = (kernel: string, numbers: readonly number[], threads: number): number[][] => {
  const { cost, cut, fine } = SPLITS[kernel] as Split;
  const parts = Math.min(fine ? 4 * threads : threads, Math.floor(cost(...numbers) / GRAIN));
  return parts > 1 ? cut(numbers, parts) : [[...numbers]];
};
