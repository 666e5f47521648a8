/** WGSL: tanh, without the overflow that some devices have in theirs. */
export const SQUASH = `
fn squash(x: f32) -> f32 {
  let e = exp(-2 * abs(x));
  return sign(x) * (1 - e) / (1 + e);
}`;
