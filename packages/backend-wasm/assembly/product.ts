/*
 * Matrix products c = start + a·b, in blocks that stay in the processor's caches (K. Goto and
 * R. van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008). Steps are in bytes;
 * a step of 0 repeats a row, so that `start` may be a bias, or zeros.
 *
 * An output depends on its own row and column alone, in an order of additions that neither the
 * other sizes nor the size of a tile changes.
 */
import { pack, packedSize } from "./pack";
import { COLUMNS, ROWS, tile } from "./tile";

const DEPTH_BLOCK: i32 = 512;
const ROW_BLOCK: i32 = 2040;
const COLUMN_BLOCK: i32 = 480;

/** Bytes of working memory that any product needs. */
export function productScratch(): usize {
  const left = packedSize(ROWS, ROW_BLOCK, DEPTH_BLOCK);
  return left + packedSize(COLUMNS, COLUMN_BLOCK, DEPTH_BLOCK) + EDGE;
}

/** Bytes of a tile. */
const EDGE: usize = <usize>(ROWS * COLUMNS) << 2;

/** Matrix product of operands in any layout. Rows of c are contiguous. */
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
  scratch: usize,
): void {
  const packedA = scratch + EDGE;
  const packedB = packedA + packedSize(ROWS, ROW_BLOCK, DEPTH_BLOCK);
  for (let i = 0; i < rows; i += ROW_BLOCK) {
    const m = min(ROW_BLOCK, rows - i);
    const cRows = c + <usize>i * cStep;
    for (let p = 0; p < depth; p += DEPTH_BLOCK) {
      const k = min(DEPTH_BLOCK, depth - p);
      const first = p == 0;
      pack(ROWS, m, k, a + <usize>i * aRow + <usize>p * aColumn, aRow, aColumn, packedA);
      for (let j = 0; j < columns; j += COLUMN_BLOCK) {
        const n = min(COLUMN_BLOCK, columns - j);
        const offset = <usize>j << 2;
        const from = first ? start + <usize>i * startStep : cRows;
        pack(COLUMNS, n, k, b + <usize>p * bRow + <usize>j * bColumn, bColumn, bRow, packedB);
        multiplyPacked(
          m, n, k, packedA, packedB,
          from + offset, first ? startStep : cStep, cRows + offset, cStep, scratch,
        );
      }
    }
  }
}

/** Product of packed panels. `edge` holds the tile of an incomplete panel. */
function multiplyPacked(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
  edge: usize,
): void {
  const depthBytes = <usize>depth << 2;
  for (let j = 0; j < columns; j += COLUMNS) {
    const panelB = b + <usize>j * depthBytes;
    const n = min(COLUMNS, columns - j);
    for (let i = 0; i < rows; i += ROWS) {
      const panelA = a + <usize>i * depthBytes;
      const m = min(ROWS, rows - i);
      const from = start + <usize>i * startStep + (<usize>j << 2);
      const to = c + <usize>i * cStep + (<usize>j << 2);
      if (m == ROWS && n == COLUMNS) tile(depth, panelA, panelB, from, startStep, to, cStep);
      else {
        copyBlock(m, n, from, startStep, edge, COLUMNS << 2);
        tile(depth, panelA, panelB, edge, COLUMNS << 2, edge, COLUMNS << 2);
        copyBlock(m, n, edge, COLUMNS << 2, to, cStep);
      }
    }
  }
}

function copyBlock(rows: i32, columns: i32, x: usize, xStep: usize, y: usize, yStep: usize): void {
  for (let i = 0; i < rows; i++) {
    memory.copy(y, x, <usize>columns << 2);
    x += xStep;
    y += yStep;
  }
}

/** A right operand packed once for many products with {@link productWithPacked}. */
export function packRight(
  columns: i32,
  depth: i32,
  b: usize,
  bRow: usize,
  bColumn: usize,
  out: usize,
): void {
  for (let p = 0; p < depth; p += DEPTH_BLOCK) {
    const k = min(DEPTH_BLOCK, depth - p);
    pack(COLUMNS, columns, k, b + <usize>p * bRow, bColumn, bRow, out);
    out += packedSize(COLUMNS, columns, k);
  }
}

/** Bytes that {@link packRight} writes. */
export function packedRightSize(columns: i32, depth: i32): usize {
  return packedSize(COLUMNS, columns, depth);
}

/** c = start + a·b with rows of a contiguous and b packed; at most ROW_BLOCK rows. */
export function productWithPacked(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  aStep: usize,
  packedB: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
  scratch: usize,
): void {
  const packedA = scratch + EDGE;
  for (let i = 0; i < rows; i += ROW_BLOCK) {
    const m = min(ROW_BLOCK, rows - i);
    const cRows = c + <usize>i * cStep;
    let panels = packedB;
    for (let p = 0; p < depth; p += DEPTH_BLOCK) {
      const k = min(DEPTH_BLOCK, depth - p);
      const from = p == 0 ? start + <usize>i * startStep : cRows;
      pack(ROWS, m, k, a + <usize>i * aStep + (<usize>p << 2), aStep, 4, packedA);
      multiplyPacked(
        m, columns, k, packedA, panels,
        from, p == 0 ? startStep : cStep, cRows, cStep, scratch,
      );
      panels += packedSize(COLUMNS, columns, k);
    }
  }
}
