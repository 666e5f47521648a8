/*
 * NaN of functions of one number. WGSL lets a compiler take every number for finite, as that of
 * SwiftShader does, and then loses it. Bits are no floats, so that a test of them stays.
 */

const KEPT = `
/** y, or x where x is NaN. */
fn nan_kept(x: f32, y: f32) -> f32 {
  return select(y, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}
`;

const EXPONENTIAL = "exp(getLogits(row, col) - rowMaxShared)";

/** The program of a softmax over rows, in which a NaN reaches the sum of its row. */
export const keepNanOfRows = (code: string): string =>
  `${KEPT}\n${code.replaceAll(EXPONENTIAL, `nan_kept(getLogits(row, col), ${EXPONENTIAL})`)}`;

/** Functions that ask about NaN themselves, and those whose answer is no number of its kind. */
const APART = ["isnan(a)", "isinf(a)", "!(a >= 1.0)", "i32((a))", "return sign(a);"];

/** The program of a function of one number, with NaN of NaN. */
export const keepNan = (code: string): string =>
  APART.some((mark) => code.includes(mark))
    ? code
    : `${KEPT}\n${code.replace("unaryOperation(a));", "nan_kept(a, unaryOperation(a)));")}`;
