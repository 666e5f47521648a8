import { scratch } from "./scratch";
import { COLUMNS, ROWS, tile } from "./tile";

/*
 * Working memory: the tile of an incomplete panel, then a row of zeros.
 */
const TILE_STEP: usize = <usize>COLUMNS << 2;
const ZEROS: usize = <usize>ROWS * TILE_STEP;

/** Bytes of working memory that {@link multiplyPanels} needs. */
export const PANEL_SCRATCH: usize = ZEROS + TILE_STEP;

/**
 * c = start + a·b for packed a and b, whose panels are `bDepth` deep. `start` is a matrix, a bias (its step is 0, which repeats
 * it) or nothing (its address is 0).
 */
export function multiplyPanels(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  b: usize,
  bDepth: i32,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
  const depthBytes = <usize>depth << 2;
  memory.fill(scratch, 0, PANEL_SCRATCH);
  for (let j = 0; j < columns; j += COLUMNS) {
    const n = min(COLUMNS, columns - j);
    const offset = <usize>j << 2;
    const panelB = b + <usize>j * (<usize>bDepth << 2);
    for (let i = 0; i < rows; i += ROWS) {
      const m = min(ROWS, rows - i);
      const panelA = a + <usize>i * depthBytes;
      const from = start ? start + <usize>i * startStep + offset : scratch + ZEROS;
      const to = c + <usize>i * cStep + offset;
      if (m == ROWS && n == COLUMNS) tile(depth, panelA, panelB, from, startStep, to, cStep);
      else {
        copyBlock(m, n, from, startStep, scratch, TILE_STEP);
        tile(depth, panelA, panelB, scratch, TILE_STEP, scratch, TILE_STEP);
        copyBlock(m, n, scratch, TILE_STEP, to, cStep);
      }
    }
  }
}

function copyBlock(rows: i32, columns: i32, x: usize, xStep: usize, y: usize, yStep: usize): void {
  const bytes = <usize>columns << 2;
  for (let i = 0; i < rows; i++) {
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(y + j, load<f32>(x + j));
    x += xStep;
    y += yStep;
  }
}
