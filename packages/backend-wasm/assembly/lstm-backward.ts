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
  let j: usize = 0;
  for (; j + 16 <= row; j += 16) {
    cellBackward<v128>(row, gates + j, cBefore + j, c + j, dhOutput + j, dh + j, dc + j, dSums + j);
  }
  for (; j < row; j += 4) {
    cellBackward<f32>(row, gates + j, cBefore + j, c + j, dhOutput + j, dh + j, dc + j, dSums + j);
  }
}

// @ts-ignore: decorator
@inline
function cellBackward<T>(
  row: usize,
  gates: usize,
  cBefore: usize,
  c: usize,
  dhOutput: usize,
  dh: usize,
  dc: usize,
  dSums: usize,
): void {
  const i = loadLanes<T>(gates);
  const f = loadLanes<T>(gates + row);
  const g = loadLanes<T>(gates + 2 * row);
  const o = loadLanes<T>(gates + 3 * row);
  const tanhC = tanh(loadLanes<T>(c));
  const dHidden = f32x4.add(loadLanes<T>(dh), loadLanes<T>(dhOutput));
  const dTanhC = f32x4.mul(dHidden, o);
  const dCell = multiplyAdd(dTanhC, tanhSlope(tanhC), loadLanes<T>(dc));
  const dForget = f32x4.mul(dCell, loadLanes<T>(cBefore));
  storeLanes<T>(dSums, f32x4.mul(f32x4.mul(dCell, g), sigmoidSlope(i)));
  storeLanes<T>(dSums + row, f32x4.mul(dForget, sigmoidSlope(f)));
  storeLanes<T>(dSums + 2 * row, f32x4.mul(f32x4.mul(dCell, i), tanhSlope(g)));
  storeLanes<T>(dSums + 3 * row, f32x4.mul(f32x4.mul(dHidden, tanhC), sigmoidSlope(o)));
  storeLanes<T>(dc, f32x4.mul(dCell, f));
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
