/*
 * The recurrence of a long short-term memory over a whole batch of sequences. The sums of the
 * gates i, f, g, o stand side by side: a row of G = 4H numbers. Layouts as in @textvae/ops; the
 * weights of the recurrence come packed. Sequences do not depend on each other, so a thread may
 * take some rows of the batch: addresses are then those of its first row, and `stride` rows lie
 * between one step and the next.
 */
import { sigmoid, tanh } from "./functions";
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
        stepForward(row, gates + 4 * at, cBefore + at, c + at, h + at);
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

function stepForward(row: usize, sums: usize, cBefore: usize, c: usize, h: usize): void {
  let j: usize = 0;
  for (; j + 16 <= row; j += 16) cellForward<v128>(row, sums + j, cBefore + j, c + j, h + j);
  for (; j < row; j += 4) cellForward<f32>(row, sums + j, cBefore + j, c + j, h + j);
}

// @ts-ignore: decorator
@inline
function cellForward<T>(row: usize, sums: usize, cBefore: usize, c: usize, h: usize): void {
  const i = sigmoid(loadLanes<T>(sums));
  const f = sigmoid(loadLanes<T>(sums + row));
  const g = tanh(loadLanes<T>(sums + 2 * row));
  const o = sigmoid(loadLanes<T>(sums + 3 * row));
  const cell = multiplyAdd(i, g, f32x4.mul(f, loadLanes<T>(cBefore)));
  storeLanes<T>(sums, i);
  storeLanes<T>(sums + row, f);
  storeLanes<T>(sums + 2 * row, g);
  storeLanes<T>(sums + 3 * row, o);
  storeLanes<T>(c, cell);
  storeLanes<T>(h, f32x4.mul(o, tanh(cell)));
}
