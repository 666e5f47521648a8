/*
 * Functions of one number where tfjs's WGSL is wrong. Those with f(x) ≈ x near 0 are computed from
 * 1 + x, eˣ − 1 and the like, which loses all digits of a small x: there they are their series, with
 * z = x², whose rest is below 10⁻⁸ of it. Logarithms end at 0, and not where floats do.
 */

const near0 = (series: string): string => `if (abs(a) < 0.125) { let z = a * a; ${series} }`;

/** What tfjs returns, and what goes before it. */
const BEFORE: Readonly<Record<string, string>> = {
  "return log(a);": "if (a == 0) { return -uniforms.INFINITY; }",
  // 2 artanh(s) of s = x/(2 + x)
  "return log(1.0 + a);": `
    if (a < -1) { return uniforms.NAN; }
    if (a == -1) { return -uniforms.INFINITY; }
    if (abs(a) < 0.125) {
      let s = a / (2 + a);
      let z = s * s;
      return 2 * s * (1 + z * (1.0 / 3 + z * (1.0 / 5 + z / 7)));
    }`,
  "return exp(a) - 1.0;": near0(
    "return a * (1 + a * (1.0 / 2 + a * (1.0 / 6 + a * (1.0 / 24 + a * (1.0 / 120 + a / 720)))));",
  ),
  "return (e2x - 1.0 / e2x) / 2.0;": near0(
    "return a * (1 + z * (1.0 / 6 + z * (1.0 / 120 + z / 5040)));",
  ),
  "return sign(a) * (1.0 - e2x) / (1.0 + e2x);": near0(
    "return a * (1 + z * (-1.0 / 3 + z * (2.0 / 15 - z * 17 / 315)));",
  ),
  "return asinh(a);": `
    ${near0("return a * (1 + z * (-1.0 / 6 + z * (3.0 / 40 - z * 5 / 112)));")}
    if (abs(a) > 1e4) { return sign(a) * (log(abs(a)) + 0.6931471805599453); }
    if (a < 0) { return -asinh(-a); }`,
  "return atanh(a);": near0(
    "return a * (1 + z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z / 9))));",
  ),
};

/** The program of a function of one number, right at its edges. */
export const rightAtEdges = (code: string): string => {
  const before = Object.entries(BEFORE).find(([stock]) => code.includes(stock))?.[1];
  const begins = "fn unaryOperation(a : f32) -> f32 {";
  return before === undefined ? code : code.replace(begins, `${begins}\n${before}`);
};
