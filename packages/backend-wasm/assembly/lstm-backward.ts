import { tanh } from "./functions";
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";
import { rowsAt } from "./lengths";
import { productWithPacked } from "./product";

/**
 * From the gradients of the outputs to those of the gates' sums, zero in the padding, and of the
 * initial states. dh0_BH and dc0_BH carry the gradient from step to step. The transposed weights
 * of the recurrence come packed; some rows of a batch are taken as in lstmForward.
 */
export function lstmBackward(
  time: i32,
  batch: i32,
  stride: i32,
  features: i32,
  lengths_B: usize,
  packed: usize,
  c0_BH: usize,
  c_TBH: usize,
  gates_TBG: usize,
  dh_TBH: usize,
  dh_BH: usize,
  dc_BH: usize,
  dSums_TBG: usize,
  dh0_BH: usize,
  dc0_BH: usize,
): void {
  const row = <usize>features << 2;
  const step = <usize>stride * row;
  memory.fill(dh0_BH, 0, <usize>batch * row);
  memory.fill(dc0_BH, 0, <usize>batch * row);
  for (let t = time - 1; t >= 0; t--) {
    const now = <usize>t * step;
    const cBefore = t == 0 ? c0_BH : c_TBH + now - step;
    for (let b = 0; b < batch; b++) {
      const at = <usize>b * row;
      const dSums = dSums_TBG + 4 * (now + at);
      const length = load<i32>(lengths_B + (<usize>b << 2));
      if (t < length) {
        if (t == length - 1) {
          memory.copy(dh0_BH + at, dh_BH + at, row);
          memory.copy(dc0_BH + at, dc_BH + at, row);
        }
        stepBackward(
          row, gates_TBG + 4 * (now + at), cBefore + at, c_TBH + now + at,
          dh_TBH + now + at, dh0_BH + at, dc0_BH + at, dSums,
        );
      } else memory.fill(dSums, 0, 4 * row);
    }
    const rows = rowsAt(t, batch, lengths_B);
    productWithPacked(
      rows, features, 4 * features, dSums_TBG + 4 * now, 4 * row, 4, packed,
      0, 0, dh0_BH, row,
    );
  }
}

/** One row of one step: first the output gate and the cell, then the other gates from the cell. */
function stepBackward(
  row: usize,
  gates: usize,
  cBefore: usize,
  c: usize,
  dhOutput: usize,
  dh: usize,
  dc: usize,
  dSums: usize,
): void {
  outputBackward(row, gates + 3 * row, c, dhOutput, dh, dc, dSums + 3 * row);
  cellBackward(row, gates, cBefore, dc, dSums);
}

/** dc grows by what comes through the output; dO is the gradient of the output gate's sum. */
function outputBackward(
  row: usize,
  output: usize,
  c: usize,
  dhOutput: usize,
  dh: usize,
  dc: usize,
  dO: usize,
): void {
  let j: usize = 0;
  for (; j + 32 <= row; j += 32) {
    const o = v128.load(output + j);
    const o2 = v128.load(output + j, 16);
    const t = tanh(v128.load(c + j));
    const t2 = tanh(v128.load(c + j, 16));
    const dHidden = f32x4.add(v128.load(dh + j), v128.load(dhOutput + j));
    const dHidden2 = f32x4.add(v128.load(dh + j, 16), v128.load(dhOutput + j, 16));
    const dCell = multiplyAdd(f32x4.mul(dHidden, o), tanhSlope(t), v128.load(dc + j));
    const dCell2 = multiplyAdd(f32x4.mul(dHidden2, o2), tanhSlope(t2), v128.load(dc + j, 16));
    const dSum = f32x4.mul(f32x4.mul(dHidden, t), sigmoidSlope(o));
    const dSum2 = f32x4.mul(f32x4.mul(dHidden2, t2), sigmoidSlope(o2));
    v128.store(dc + j, dCell);
    v128.store(dc + j, dCell2, 16);
    v128.store(dO + j, dSum);
    v128.store(dO + j, dSum2, 16);
  }
  for (; j < row; j += 4) {
    const o = loadLanes<f32>(output + j);
    const t = tanh(loadLanes<f32>(c + j));
    const dHidden = f32x4.add(loadLanes<f32>(dh + j), loadLanes<f32>(dhOutput + j));
    const dCell = multiplyAdd(f32x4.mul(dHidden, o), tanhSlope(t), loadLanes<f32>(dc + j));
    storeLanes<f32>(dc + j, dCell);
    storeLanes<f32>(dO + j, f32x4.mul(f32x4.mul(dHidden, t), sigmoidSlope(o)));
  }
}

/** dSums of the gates i, f and g; dc becomes the gradient of the cell before. */
function cellBackward(row: usize, gates: usize, cBefore: usize, dc: usize, dSums: usize): void {
  let j: usize = 0;
  for (; j + 32 <= row; j += 32) {
    const i = v128.load(gates + j);
    const i2 = v128.load(gates + j, 16);
    const f = v128.load(gates + row + j);
    const f2 = v128.load(gates + row + j, 16);
    const g = v128.load(gates + 2 * row + j);
    const g2 = v128.load(gates + 2 * row + j, 16);
    const dCell = v128.load(dc + j);
    const dCell2 = v128.load(dc + j, 16);
    const dF = f32x4.mul(f32x4.mul(dCell, v128.load(cBefore + j)), sigmoidSlope(f));
    const dF2 = f32x4.mul(f32x4.mul(dCell2, v128.load(cBefore + j, 16)), sigmoidSlope(f2));
    v128.store(dSums + j, f32x4.mul(f32x4.mul(dCell, g), sigmoidSlope(i)));
    v128.store(dSums + j, f32x4.mul(f32x4.mul(dCell2, g2), sigmoidSlope(i2)), 16);
    v128.store(dSums + row + j, dF);
    v128.store(dSums + row + j, dF2, 16);
    v128.store(dSums + 2 * row + j, f32x4.mul(f32x4.mul(dCell, i), tanhSlope(g)));
    v128.store(dSums + 2 * row + j, f32x4.mul(f32x4.mul(dCell2, i2), tanhSlope(g2)), 16);
    v128.store(dc + j, f32x4.mul(dCell, f));
    v128.store(dc + j, f32x4.mul(dCell2, f2), 16);
  }
  for (; j < row; j += 4) {
    const i = loadLanes<f32>(gates + j);
    const f = loadLanes<f32>(gates + row + j);
    const g = loadLanes<f32>(gates + 2 * row + j);
    const dCell = loadLanes<f32>(dc + j);
    const dForget = f32x4.mul(dCell, loadLanes<f32>(cBefore + j));
    storeLanes<f32>(dSums + j, f32x4.mul(f32x4.mul(dCell, g), sigmoidSlope(i)));
    storeLanes<f32>(dSums + row + j, f32x4.mul(dForget, sigmoidSlope(f)));
    storeLanes<f32>(dSums + 2 * row + j, f32x4.mul(f32x4.mul(dCell, i), tanhSlope(g)));
    storeLanes<f32>(dc + j, f32x4.mul(dCell, f));
  }
}

/** s·(1 − s), the derivative of a sigmoid by its own value. */
// @ts-ignore: decorator
@inline
function sigmoidSlope(s: v128): v128 {
  return f32x4.sub(s, f32x4.mul(s, s));
}

/** 1 − t², the derivative of a tanh by its own value. */
// @ts-ignore: decorator
@inline
function tanhSlope(t: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(t, t));
}
