/*
 * The recurrence of a long short-term memory over a whole batch of sequences. The sums of the
 * gates i, f, g, o stand side by side: a row of G = 4H numbers. Layouts as in @textvae/ops; the
 * weights of the recurrence come packed. Sequences do not depend on each other, so a thread may
 * take some rows of the batch: addresses are then those of its first row, and `stride` rows lie
 * between one step and the next.
 */
import { sigmoidAll, tanhAll } from "./elementwise";
import { tanh } from "./functions";
import { loadLanes, multiplyAdd, storeLanes } from "./lanes";
import { rowsAt } from "./lengths";
import { productWithPacked } from "./product";

/**
 * gates_TBG comes in as x·W + b and goes out as the gates. h_TBH is zero in the padding; h_BH
 * and c_BH are the states at each row's last token. Gates and cells in the padding mean nothing.
 */
export function lstmForward(
  time: i32,
  batch: i32,
  stride: i32,
  features: i32,
  lengths_B: usize,
  packed: usize,
  h0_BH: usize,
  c0_BH: usize,
  gates_TBG: usize,
  h_TBH: usize,
  c_TBH: usize,
  h_BH: usize,
  c_BH: usize,
): void {
  const row = <usize>features << 2;
  let gates = gates_TBG;
  let h = h_TBH;
  let c = c_TBH;
  let hBefore = h0_BH;
  let cBefore = c0_BH;
  for (let t = 0; t < time; t++) {
    const rows = rowsAt(t, batch, lengths_B);
    productWithPacked(
      rows, 4 * features, features, hBefore, row, 4, packed,
      gates, 4 * row, gates, 4 * row,
    );
    for (let b = 0; b < batch; b++) {
      const at = <usize>b * row;
      const length = load<i32>(lengths_B + (<usize>b << 2));
      if (t < length) {
        stepForward(features, gates + 4 * at, cBefore + at, c + at, h + at);
        if (t == length - 1) {
          memory.copy(h_BH + at, h + at, row);
          memory.copy(c_BH + at, c + at, row);
        }
      } else {
        memory.fill(h + at, 0, row);
        memory.fill(c + at, 0, row);
      }
    }
    hBefore = h;
    cBefore = c;
    const step = <usize>stride * row;
    gates += 4 * step;
    h += step;
    c += step;
  }
}

/** One row of one step. Its gates are taken one after the other, in the place of their sums. */
function stepForward(features: i32, sums: usize, cBefore: usize, c: usize, h: usize): void {
  const row = <usize>features << 2;
  sigmoidAll(2 * features, sums, sums);
  tanhAll(features, sums + 2 * row, sums + 2 * row);
  sigmoidAll(features, sums + 3 * row, sums + 3 * row);
  let j: usize = 0;
  for (; j + 32 <= row; j += 32) {
    const first = cell<v128>(row, sums + j, cBefore + j);
    const second = cell<v128>(row, sums + j + 16, cBefore + j + 16);
    const firstH = f32x4.mul(v128.load(sums + 3 * row + j), tanh(first));
    const secondH = f32x4.mul(v128.load(sums + 3 * row + j, 16), tanh(second));
    v128.store(c + j, first);
    v128.store(c + j, second, 16);
    v128.store(h + j, firstH);
    v128.store(h + j, secondH, 16);
  }
  for (; j < row; j += 4) {
    const last = cell<f32>(row, sums + j, cBefore + j);
    storeLanes<f32>(c + j, last);
    storeLanes<f32>(h + j, f32x4.mul(loadLanes<f32>(sums + 3 * row + j), tanh(last)));
  }
}

/** f·c + i·g */
// @ts-ignore: decorator
@inline
function cell<T>(row: usize, gates: usize, cBefore: usize): v128 {
  const kept = f32x4.mul(loadLanes<T>(gates + row), loadLanes<T>(cBefore));
  return multiplyAdd(loadLanes<T>(gates), loadLanes<T>(gates + 2 * row), kept);
}
