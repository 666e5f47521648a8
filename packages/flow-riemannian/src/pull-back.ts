import {
  add,
  concat,
  div,
  eye,
  grad,
  matMul,
  mul,
  norm,
  type Scalar,
  slice,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
  tidy,
} from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/core";
import { oneHotRows } from "@textvae/ops";

/** What a decoder makes of codes, `[B, Z]` to `[B, Y]`, each row on its own. */
export type LatentMap = (z_BZ: Tensor2D) => Tensor2D;

export interface PullBackOptions {
  /**
   * "exact" (default): one backward pass per output, for maps with few of them. "differences":
   * two forward passes per dimension of the code, however many outputs there are.
   */
  readonly jacobian?: "exact" | "differences" | undefined;
  /** Half the distance of the two points of a difference. Default 0.01. */
  readonly step?: number | undefined;
}

/**
 * The metric that the space of codes gets from what they are decoded to, G = JᵀJ with J = ∂f/∂z,
 * `[B, Z, Z]`: a step dz moves the output by √(dzᵀ G dz).
 *
 * With f(z) = 2√p(w|z), the square roots of a decoder's word probabilities, G is the Fisher
 * information of the code.
 *
 * Source: G. Arvanitidis, L. K. Hansen, S. Hauberg, Latent Space Oddity (2018),
 * https://arxiv.org/abs/1710.11379.
 *
 * @throws {TextvaeError} `SHAPE` for codes that are not `[B, Z]` and for a map that does not keep their
 * rows, `OPTION` for a step that is none.
 *
 * @example
 * const G_BZZ = pullBackMetric((z_BZ) => mul(2, sqrt(softmax(logits(z_BZ)))), z_BZ);
 */
export const pullBackMetric = (
  f: LatentMap,
  z_BZ: Tensor2D,
  { jacobian = "exact", step = 0.01 }: PullBackOptions = {},
): Tensor3D =>
  tidy(() => {
    if (!(step > 0 && Number.isFinite(step))) {
      throw new TextvaeError("OPTION", "pullBackMetric.step", {
        expected: "a finite number > 0",
        got: String(step),
      });
    }
    const J_BYZ = jacobian === "exact" ? byReverseMode(f, z_BZ) : byDifferences(f, z_BZ, step);
    return matMul(J_BYZ, J_BYZ, true, false) as Tensor3D;
  });

/** f(z), held to what a map of codes is. */
export const decoded = (where: string, f: LatentMap, z_BZ: Tensor2D): Tensor2D => {
  const y_BY = z_BZ?.rank === 2 ? f(z_BZ) : undefined;
  if (y_BY?.rank === 2 && y_BY.shape[0] === z_BZ.shape[0] && y_BY.shape[1] > 0) return y_BY;
  throw new TextvaeError("SHAPE", where, {
    expected: "codes [B, Z] and a map of them to [B, Y]",
    got: `[${z_BZ?.shape}] to [${y_BY?.shape}]`,
  });
};

const byReverseMode = (f: LatentMap, z_BZ: Tensor2D): Tensor3D => {
  const outputs = tidy(() => decoded("pullBackMetric", f, z_BZ).shape[1]);
  const rows = Array.from({ length: outputs }, (_, y) => {
    const chosen = oneHotRows(tensor1d([y], "int32"), outputs);
    return grad((z: Tensor) => sum(mul(f(z as Tensor2D), chosen)) as Scalar)(z_BZ);
  });
  return stack(rows, 1) as Tensor3D;
};

const byDifferences = (f: LatentMap, z_BZ: Tensor2D, step: number): Tensor3D => {
  const [rows, size] = z_BZ.shape;
  const steps_ZZ = mul(eye(size), step) as Tensor2D;
  const columns = Array.from({ length: size }, (_, i) => {
    const move_1Z = slice(steps_ZZ, [i, 0], [1, size]);
    const moved = concat([add(z_BZ, move_1Z), sub(z_BZ, move_1Z)] as Tensor2D[], 0) as Tensor2D;
    const both = decoded("pullBackMetric", f, moved);
    const outputs = both.shape[1];
    const difference = sub(
      slice(both, [0, 0], [rows, outputs]),
      slice(both, [rows, 0], [rows, outputs]),
    );
    return div(difference, 2 * step);
  });
  return stack(columns, 2) as Tensor3D;
};

/**
 * The length of a curve through codes `[N, Z]` measured where they are decoded,
 * Σ_i ‖f(z_{i+1}) − f(z_i)‖, which tends to ∫ √(γ̇ᵀ G γ̇) dt as the points come closer.
 *
 * @throws {TextvaeError} `SHAPE` as {@link pullBackMetric}.
 *
 * @example
 * const [length] = await curveLength(f, path_NZ).data();
 */
export const curveLength = (f: LatentMap, path_NZ: Tensor2D): Scalar =>
  tidy(() => sum(norm(segments(decoded("curveLength", f, path_NZ)), "euclidean", 1)) as Scalar);

/** Differences of neighbouring rows. */
export const segments = (y_NY: Tensor2D): Tensor2D => {
  const [points, size] = y_NY.shape;
  return sub(
    slice(y_NY, [1, 0], [points - 1, size]),
    slice(y_NY, [0, 0], [points - 1, size]),
  ) as Tensor2D;
};
