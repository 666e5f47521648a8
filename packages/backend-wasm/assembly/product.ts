/*
 * Matrix products c = start + a·b, in blocks that stay in the processor's caches (K. Goto and
 * R. van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008). Steps are in bytes;
 * rows of start and c are contiguous.
 *
 * An output depends on its own row and column alone, in an order of additions that neither the
 * other sizes nor the size of a tile changes.
 */
import { pack, packedSize } from "./pack";
import { multiplyPanels, PANEL_SCRATCH } from "./panels";
import { RESERVED, scratch } from "./scratch";
import { COLUMNS, ROWS } from "./tile";

const DEPTH_BLOCK: i32 = 512;
const ROW_BLOCK: i32 = 2040;
const COLUMN_BLOCK: i32 = 480;

/** Bytes of working memory that any product needs: for a tile, packed rows and packed columns. */
export function productScratch(): usize {
  return RESERVED + PANEL_SCRATCH + LEFT + packedSize(COLUMNS, COLUMN_BLOCK, DEPTH_BLOCK);
}

const LEFT: usize = <usize>((ROW_BLOCK + ROWS) * DEPTH_BLOCK) << 2;

/** c = start + a·b with a and b in any layout. */
export function product(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  const left = scratch + PANEL_SCRATCH;
  const right = left + LEFT;
  for (let i = 0; i < rows; i += ROW_BLOCK) {
    const m = min(ROW_BLOCK, rows - i);
    const to = c + <usize>i * cStep;
    let from = start ? start + <usize>i * startStep : 0;
    let fromStep = startStep;
    for (let p = 0; p == 0 || p < depth; p += DEPTH_BLOCK) {
      const k = min(DEPTH_BLOCK, depth - p);
      pack(ROWS, m, k, a + <usize>i * aRow + <usize>p * aColumn, aRow, aColumn, left);
      for (let j = 0; j < columns; j += COLUMN_BLOCK) {
        const n = min(COLUMN_BLOCK, columns - j);
        const offset = <usize>j << 2;
        pack(COLUMNS, n, k, b + <usize>p * bRow + <usize>j * bColumn, bColumn, bRow, right);
        multiplyPanels(
          m, n, k, left, right, k, from ? from + offset : 0, fromStep, to + offset, cStep,
        );
      }
      from = to;
      fromStep = cStep;
    }
  }
}

/** A right operand packed once for many products with {@link productWithPacked}. */
export function packRight(
  columns: i32,
  depth: i32,
  b: usize,
  bRow: usize,
  bColumn: usize,
  packed: usize,
): void {
  pack(COLUMNS, columns, depth, b, bColumn, bRow, packed);
}

/** Bytes that {@link packRight} writes. */
export function packedRightSize(columns: i32, depth: i32): usize {
  return packedSize(COLUMNS, columns, depth);
}

/** c = start + a·b with b packed. */
export function productWithPacked(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aRow: usize,
  aColumn: usize,
  packed: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  const left = scratch + PANEL_SCRATCH;
  for (let i = 0; i < rows; i += ROW_BLOCK) {
    const m = min(ROW_BLOCK, rows - i);
    const to = c + <usize>i * cStep;
    let from = start ? start + <usize>i * startStep : 0;
    let fromStep = startStep;
    for (let p = 0; p == 0 || p < depth; p += DEPTH_BLOCK) {
      const k = min(DEPTH_BLOCK, depth - p);
      pack(ROWS, m, k, a + <usize>i * aRow + <usize>p * aColumn, aRow, aColumn, left);
      const right = packed + <usize>(p * COLUMNS << 2);
      multiplyPanels(m, columns, k, left, right, depth, from, fromStep, to, cStep);
      from = to;
      fromStep = cStep;
    }
  }
}
