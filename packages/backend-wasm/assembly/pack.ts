/*
 * Packing: a matrix cut into panels of `width` lanes (rows of a left operand, columns of a right
 * one), each panel depth-major, so that a tile reads both operands from front to back.
 *
 *     out[panel][p][lane] = x[(panel·width + lane)·laneStep + p·depthStep]
 *
 * Steps are in bytes. Lanes beyond the matrix are zero.
 */

/** Bytes that `lanes` × `depth` numbers take when packed. */
export function packedSize(width: i32, lanes: i32, depth: i32): usize {
  return <usize>(((lanes + width - 1) / width) * width * depth) << 2;
}

export function pack(
  width: i32,
  lanes: i32,
  depth: i32,
  x: usize,
  laneStep: usize,
  depthStep: usize,
  out: usize,
): void {
  const panel = <usize>(width * depth) << 2;
  const whole = lanes - (lanes % width);
  let lane = 0;
  if (laneStep == 4) {
    copyPanels(width, whole, depth, x, depthStep, out);
    lane = whole;
  }
  for (; lane < lanes; lane += width) {
    const from = x + <usize>lane * laneStep;
    const to = out + <usize>(lane / width) * panel;
    if (lane < whole && depthStep == 4) transposePanel(width, depth, from, laneStep, to);
    else packEdge(width, min(width, lanes - lane), depth, from, laneStep, depthStep, to);
  }
}

function packEdge(
  width: i32,
  lanes: i32,
  depth: i32,
  x: usize,
  laneStep: usize,
  depthStep: usize,
  out: usize,
): void {
  for (let p = 0; p < depth; p++) {
    let from = x;
    for (let lane = 0; lane < width; lane++) {
      store<f32>(out, lane < lanes ? load<f32>(from) : 0);
      from += laneStep;
      out += 4;
    }
    x += depthStep;
  }
}

/** Lanes side by side in memory: whole panels, read row by row. */
function copyPanels(
  width: i32,
  lanes: i32,
  depth: i32,
  x: usize,
  depthStep: usize,
  out: usize,
): void {
  const row = <usize>width << 2;
  const panel = <usize>depth * row;
  for (let p = 0; p < depth; p++) {
    let to = out;
    for (let lane: usize = 0; lane < <usize>lanes << 2; lane += row) {
      // The last four of a panel may overlap those before.
      for (let part: usize = 0; part < row; part += 16) {
        const at = min(part, row - 16);
        v128.store(to + at, v128.load(x + lane + at));
      }
      to += panel;
    }
    x += depthStep;
    out += row;
  }
}

/** Each lane side by side in memory: blocks of 4 × 4 are transposed. */
function transposePanel(width: i32, depth: i32, x: usize, laneStep: usize, out: usize): void {
  const row = <usize>width << 2;
  const blocks = depth & ~3;
  for (let lane = 0; lane < width; lane += 4) {
    const first = <usize>min(lane, width - 4);
    let from = x + first * laneStep;
    let to = out + (first << 2);
    for (let p = 0; p < blocks; p += 4) {
      transpose4(from, laneStep, to, row);
      from += 16;
      to += row << 2;
    }
  }
  packEdge(width, width, depth - blocks, x + (<usize>blocks << 2), laneStep, 4, out + <usize>blocks * row);
}

// @ts-ignore: decorator
@inline
function transpose4(x: usize, xStep: usize, y: usize, yStep: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x + xStep);
  const x2 = v128.load(x + 2 * xStep);
  const x3 = v128.load(x + 3 * xStep);
  const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  v128.store(y, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(y + yStep, v128.shuffle<i64>(low01, low23, 1, 3));
  v128.store(y + 2 * yStep, v128.shuffle<i64>(high01, high23, 0, 2));
  v128.store(y + 3 * yStep, v128.shuffle<i64>(high01, high23, 1, 3));
}
