/** WGSL: tanh by a single exponential of a number that is not positive, which can't overflow. */
export const SQUASH = `
fn squash(x: f32) -> f32 {
  let e = exp(-2 * abs(x));
  return sign(x) * (1 - e) / (1 + e);
}`;
