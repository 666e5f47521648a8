/**
 * A bound on ‖∇(1/β)‖ over all codes, for β = 1 + Σ_j exp(−band · ‖z − c_j‖²) with K centres.
 *
 * With k_j the kernels and S their sum, ‖∇k_j‖ = 2√band · k_j √(−log k_j), which is concave in k_j.
 * By Jensen's inequality ‖∇(1/β)‖ ≤ max_S 2√band · S √(log(K/S)) / (1 + S)², 0 < S ≤ K.
 */
export const steepestSlope = (centres: number, band: number): number => {
  let steepest = 0;
  for (let step = 1; step < GRID; step++) {
    const S = centres * (step / GRID) ** 2;
    const slope = (2 * Math.sqrt(band) * S * Math.sqrt(Math.log(centres / S))) / (1 + S) ** 2;
    steepest = Math.max(steepest, slope);
  }
  return steepest * MARGIN;
};

const GRID = 10_000;
/** More than the grid can miss of the maximum. */
const MARGIN = 1.001;
