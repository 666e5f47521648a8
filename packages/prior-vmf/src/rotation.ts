import {
  add,
  cos,
  customGrad,
  type GradSaveFunc,
  mul,
  reshape,
  sin,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { tangent } from "./direction.ts";

const column = (x_N: Tensor): Tensor => reshape(x_N, [-1, 1]);
const rowDot = (a_NZ: Tensor, b_NZ: Tensor): Tensor => sum(mul(a_NZ, b_NZ), 1, true);

/**
 * Points z = cos θ μ + sin θ v at angles θ from the unit vectors μ, v being the direction of the
 * noise at right angles to μ, `[N, Z]`.
 *
 * A change of μ turns z along with it by the smallest rotation, δz = (μᵀz) δ − (δᵀz) μ: an unbiased
 * gradient like that of the formula itself, with none of its 1/‖noise‖, whose variance is infinite
 * for m = 3.
 */
export const pointsAtAngle: (mean_NZ: Tensor2D, angle_N: Tensor1D, noise_NZ: Tensor2D) => Tensor2D =
  customGrad((...args: unknown[]) => {
    const [mean, angle, noise, save] = args as [Tensor2D, Tensor1D, Tensor2D, GradSaveFunc];
    save([mean, angle, noise]);
    const turn = column(angle);
    return {
      value: add(mul(cos(turn), mean), mul(sin(turn), tangent(noise, mean))),
      gradFunc: (dz: Tensor, saved: Tensor[]) => {
        const [mean_NZ, angle_N, noise_NZ] = saved as [Tensor2D, Tensor1D, Tensor2D];
        const [cosine_N1, sine_N1] = [cos(column(angle_N)), sin(column(angle_N))];
        const tangent_NZ = tangent(noise_NZ, mean_NZ);
        const alongMean_N1 = rowDot(dz, mean_NZ);
        const alongTangent_N1 = rowDot(dz, tangent_NZ);
        const dMean = sub(mul(cosine_N1, dz), mul(mul(sine_N1, alongMean_N1), tangent_NZ));
        const dAngle = sub(mul(cosine_N1, alongTangent_N1), mul(sine_N1, alongMean_N1));
        return [dMean, reshape(dAngle, angle_N.shape), zerosLike(noise_NZ)];
      },
    };
  }) as never;
