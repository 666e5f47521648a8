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
  for (let lane = 0; lane < lanes; lane += width) {
    if (lanes - lane < width) packEdge(width, lanes - lane, depth, x, laneStep, depthStep, out);
    else if (laneStep == 4) copyPanel(width, depth, x, depthStep, out);
    else if (depthStep == 4) transposePanel(width, depth, x, laneStep, out);
    else packEdge(width, width, depth, x, laneStep, depthStep, out);
    x += <usize>width * laneStep;
    out += panel;
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

/** Lanes side by side in memory. The last four may overlap those before. */
function copyPanel(width: i32, depth: i32, x: usize, depthStep: usize, out: usize): void {
  const row = <usize>width << 2;
  for (let p = 0; p < depth; p++) {
    for (let lane: usize = 0; lane < row; lane += 16) {
      const at = min(lane, row - 16);
      v128.store(out + at, v128.load(x + at));
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
