/**
 * The innermost loop of a matrix product, in AssemblyScript: a tile of `rows` × 4·`vectors`
 * outputs, held in one local variable per four outputs. No compiler keeps an array of vectors in
 * registers, so the loops over them are written out here, for each variant in its own size.
 *
 *     c[r][j] = start[r][j] + Σ_p a[p][r]·b[p][j]
 *
 * a and b are packed panels. All loads of a row come before its stores: only then does V8 join
 * pairs of 128-bit instructions to 256-bit ones.
 *
 * @param {{ rows: number, vectors: number }} size
 * @returns {string} source of a module that exports ROWS, COLUMNS and tile()
 */
export const tileSource = ({ rows, vectors }) => {
  const lines = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join("\n");
  const row = (r) => `
    const a${r} = v128.load_splat<f32>(a, ${4 * r});
${lines(vectors, (v) => `    sum${r}_${v} = multiplyAdd(a${r}, b${v}, sum${r}_${v});`)}`;
  const storeRow = (r) => `
${lines(vectors, (v) => `  sum${r}_${v} = f32x4.add(v128.load(start, ${16 * v}), sum${r}_${v});`)}
${lines(vectors, (v) => `  v128.store(c, sum${r}_${v}, ${16 * v});`)}
  start += startStep;
  c += cStep;`;

  return `
import { multiplyAdd } from "./lanes";

export const ROWS: i32 = ${rows};
export const COLUMNS: i32 = ${4 * vectors};

export function tile(
  depth: i32,
  a: usize,
  b: usize,
  start: usize,
  startStep: usize,
  c: usize,
  cStep: usize,
): void {
${lines(rows, (r) => lines(vectors, (v) => `  let sum${r}_${v} = f32x4.splat(0);`))}
  for (let p = 0; p < depth; p++) {
${lines(vectors, (v) => `    const b${v} = v128.load(b, ${16 * v});`)}
${lines(rows, row)}
    a += ${4 * rows};
    b += ${16 * vectors};
  }
${lines(rows, storeRow)}
}
`;
};
