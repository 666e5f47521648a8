/** Rows up to the last one that still has a token at step t. */
export function rowsAt(t: i32, batch: i32, lengths_B: usize): i32 {
  let rows = batch;
  while (rows > 0 && load<i32>(lengths_B + (<usize>(rows - 1) << 2)) <= t) rows--;
  return rows;
}
