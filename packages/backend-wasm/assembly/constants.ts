/*
 * The constants of functions.ts in a table in memory. V8 makes a constant vector anew wherever it
 * is used, of immediates, which takes longer than the arithmetic between; repeating a number from
 * memory over all lanes is one load.
 */

/** Bytes of the table. */
export const CONSTANTS_SIZE: usize = 128;

/** Where those of exp and of tanh begin, and 1. */
export const EXP: usize = 0;
export const ONE: usize = 4 * 6;
export const TANH: usize = 4 * 13;

/** Address of the table: the same as long as an instance lives. */
export let constants: usize = 0;

let end: usize = 0;

/** Puts the table at an address. */
export function useConstants(address: usize): void {
  constants = address;
  end = address;
  // exp: bounds of x, 1 / log 2, 1.5·2²³ (adding it rounds to a whole number, in the lowest bits),
  // log 2 in two parts, so that n·log 2 is exact enough, and 1.
  put(-87.3);
  put(88);
  put(1.44269504);
  put(12582912);
  put(-0.693145752);
  put(-1.42860677e-6);
  put(1);
  // Minimax polynomial of the Cephes library (S. L. Moshier, 1992), the highest power first.
  put(1.98756915e-4);
  put(1.39819995e-3);
  put(8.33345191e-3);
  put(4.16657959e-2);
  put(1.66666655e-1);
  put(0.5);
  // tanh, the rational approximation of Eigen (https://eigen.tuxfamily.org): bounds of x, then
  // the odd and the even polynomial.
  put(-7.9053111);
  put(7.9053111);
  put(-2.76076847e-16);
  put(2.0001879e-13);
  put(-8.60467152e-11);
  put(5.12229709e-8);
  put(1.48572236e-5);
  put(6.37261929e-4);
  put(4.89352456e-3);
  put(1.19825839e-6);
  put(1.18534706e-4);
  put(2.26843463e-3);
  put(4.89352519e-3);
}

function put(value: f32): void {
  store<f32>(end, value);
  end += 4;
}
