import {
  cast,
  clone,
  customGrad,
  fill,
  type GradSaveFunc,
  greater,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
  tidy,
  where,
} from "@tensorflow/tfjs-core";
import {
  type Divergence,
  type DivergenceValue,
  definePlugin,
  itemMean,
  type Plugin,
  reportedBy,
  TextvaeError,
} from "@textvae/core";
import * as v from "valibot";
import { wrapped } from "./options.ts";

export interface FreeBitsOptions {
  /** What is partly free. Default `kl()`. */
  readonly divergence?: Divergence | undefined;
  /** λ in nats: of each dimension, or of the whole code where `per` is "total". */
  readonly target: number;
  /** What is given λ free nats. Default "dimension". */
  readonly per?: "dimension" | "total" | undefined;
  /** Whether each example is compared with λ, or the mean over the batch (default). */
  readonly average?: "example" | "batch" | undefined;
  /** The value below λ: λ itself, max(λ, D) (default), or nothing, D·1[D > λ]. */
  readonly form?: "max" | "mask" | undefined;
}

const options = v.strictObject({
  divergence: wrapped,
  target: v.pipe(v.number(), v.finite(), v.minValue(0)),
  per: v.optional(v.picklist(["dimension", "total"]), "dimension"),
  average: v.optional(v.picklist(["example", "batch"]), "batch"),
  form: v.optional(v.picklist(["max", "mask"]), "max"),
});

/**
 * Free bits: λ nats of a divergence cost nothing. Each part Dᵢ (a dimension or the total, of an
 * example or averaged over the batch) enters as
 *
 *   max(λ, Dᵢ)   ("max")   or   Dᵢ 1[Dᵢ > λ]   ("mask"),
 *
 * with the same gradient, zero at or below λ, and different reported values: "max" is never below
 * the divergence, so it keeps a bound; "mask" does not, unless λ is 0. `perExample_B` stays the divergence itself.
 *
 * Source: D. P. Kingma et al., Improved Variational Inference with Inverse Autoregressive Flow
 * (2016), https://arxiv.org/abs/1606.04934; "mask" is the form of B. Li et al., A Surprisingly
 * Effective Fix for Deep Latent Variable Modeling of Text (2019), https://arxiv.org/abs/1909.00868.
 *
 * @throws `CAPABILITY` when `per` is "dimension" and the divergence has no parts per dimension.
 *
 * @example
 * const divergence = freeBits({ target: 0.25, per: "dimension" });
 */
export const freeBits: Plugin<FreeBitsOptions, Divergence> = definePlugin({
  kind: "divergence",
  name: "free-bits",
  version: "0.1.0",
  description: "A divergence with some nats free of charge",
  paper: {
    title: "Improved Variational Inference with Inverse Autoregressive Flow",
    year: 2016,
    url: "https://arxiv.org/abs/1606.04934",
  },
  options,
  create: ({ divergence, target, per, average, form }): Divergence => ({
    bound: divergence.bound && (form === "max" || target === 0),
    reported: reportedBy(divergence),
    ...(divergence.weighsItems && { weighsItems: true }),
    ...(divergence.schedules && { schedules: divergence.schedules }),
    between: (q, p, context) => {
      const inner = divergence.between(q, p, context);
      const value = tidy(() => {
        const parts = per === "dimension" ? perDimension(inner) : perExample(inner);
        const averaged = average === "batch" ? overItems(parts, context.weights_B) : parts;
        const charged = aboveTarget(averaged, target, form === "max" ? target : 0);
        const summed = per === "dimension" ? sum(charged, -1) : charged;
        return overItems(summed, context.weights_B) as Scalar;
      });
      inner.value.dispose();
      return { ...inner, value };
    },
  }),
});

/** The mean over items; what is of the whole batch stays. */
const overItems = (parts: Tensor, weights_B: Tensor1D | undefined): Tensor =>
  parts.rank > 0 ? itemMean(parts as Tensor1D, weights_B) : clone(parts);

const perDimension = ({ perDimension_BZ }: DivergenceValue): Tensor => {
  if (perDimension_BZ) return perDimension_BZ;
  throw new TextvaeError("CAPABILITY", "freeBits", {
    expected: "a divergence with parts per dimension",
    got: "none (its closed form does not factorise, or it is estimated by sampling)",
    hint: 'Set per: "total".',
  });
};

const perExample = ({ perExample_B, value }: DivergenceValue): Tensor => perExample_B ?? value;

/** x where it is above λ, else `floor`; the gradient is 1 above λ and 0 elsewhere. */
const aboveTarget = (x: Tensor, target: number, floor: number): Tensor =>
  customGrad((...given) => {
    const [input, save] = given as unknown as [Tensor, GradSaveFunc];
    save([input]);
    return {
      value: where(greater(input, target), input, fill(input.shape, floor)),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) =>
        mul(dy, cast(greater(saved as Tensor, target), "float32")),
    };
  })(x);
