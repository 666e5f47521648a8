/**
 * The innermost loop of a matrix product, in AssemblyScript: a tile of `rows` × 4·`vectors`
 * outputs, held in one local variable per four outputs. No compiler keeps an array of vectors in
 * registers, so the loop over them is written out here, for each variant in its own size.
 *
 *     c[r][j] = start[r][j] + Σ_p a[p][r]·b[p][j]
 *
 * a and b are packed panels. Loads of a row come before its stores: V8 joins pairs of 128-bit
 * instructions to 256-bit ones only then.
 *
 * @param {{ rows: number, vectors: number, relaxed: boolean }} variant
 * @returns {string} source of a module that exports ROWS, COLUMNS and tile()
 */
export const tileSource = ({ rows, vectors, relaxed }) => {
  const each = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join("\n");
  const eachSum = (line) => each(rows, (r) => each(vectors, (v) => line(r, v)));
  const multiplyAdd = (a, b, sum) =>
    relaxed
      ? `f32x4.relaxed_madd(${a}, ${b}, ${sum})`
      : `f32x4.add(${sum}, f32x4.mul(${a}, ${b}))`;

  return `
export const ROWS: i32 = ${rows};
export const COLUMNS: i32 = ${4 * vectors};

export function tile(
  depth: i32, a: usize, b: usize, start: usize, startStep: usize, c: usize, cStep: usize
): void {
${eachSum((r, v) => `  let sum${r}_${v} = f32x4.splat(0);`)}
  for (let p = 0; p < depth; p++) {
${each(vectors, (v) => `    let b${v} = v128.load(b, ${16 * v});`)}
${each(
  rows,
  (r) => `    let a${r} = v128.load_splat<f32>(a, ${4 * r});
${each(vectors, (v) => `    sum${r}_${v} = ${multiplyAdd(`a${r}`, `b${v}`, `sum${r}_${v}`)};`)}`,
)}
    a += ${4 * rows};
    b += ${16 * vectors};
  }
${each(
  rows,
  (r) => `${each(vectors, (v) => `  sum${r}_${v} = f32x4.add(v128.load(start, ${16 * v}), sum${r}_${v});`)}
${each(vectors, (v) => `  v128.store(c, sum${r}_${v}, ${16 * v});`)}
  start += startStep;
  c += cStep;`,
)}
}
`;
};
