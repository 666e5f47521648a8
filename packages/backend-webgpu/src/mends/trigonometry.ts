/*
 * WGSL in the place of built-in functions, whose error WGSL leaves open. Polynomials of the Cephes
 * library by S. L. Moshier, https://www.netlib.org/cephes/ (sinf.c, asinf.c): right to 2⁻²³ of 1.
 */

const quarters = `
/** The sine of x + a quarters of a turn. */
fn sine_of_quarters(x: f32, a: i32) -> f32 {
  let j = round(x * 0.636619772367581);
  let y = ((x - j * 1.5703125) - j * 4.837512969970703e-4) - j * 7.549789954891882e-8;
  let z = y * y;
  let sine = y + y * z * (-1.6666654611e-1 + z * (8.3321608736e-3 + z * -1.9515295891e-4));
  let cosine = 1 - 0.5 * z
    + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  let quarter = i32(j) + a;
  return select(sine, cosine, (quarter & 1) == 1) * select(1.0, -1.0, (quarter & 2) == 2);
}
`;

export const sine: string = `${quarters}
fn sine(x: f32) -> f32 { return sine_of_quarters(x, 0); }`;

export const cosine: string = `${quarters}
fn cosine(x: f32) -> f32 { return sine_of_quarters(x, 1); }`;

export const inverseCosine: string = `
/** The inverse sine of x in [−0.5, 0.5]. */
fn inverse_sine(x: f32) -> f32 {
  let z = x * x;
  return x + x * z * (1.6666752422e-1 + z * (7.4953002686e-2 + z * (4.5470025998e-2
    + z * (2.4181311049e-2 + z * 4.2163199048e-2))));
}

fn inverse_cosine(x: f32) -> f32 {
  if (x > 0.5) { return 2 * inverse_sine(sqrt(0.5 * (1 - x))); }
  if (x < -0.5) { return 3.141592653589793 - 2 * inverse_sine(sqrt(0.5 * (1 + x))); }
  return 1.5707963267948966 - inverse_sine(x);
}
`;
