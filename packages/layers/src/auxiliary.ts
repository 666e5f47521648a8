import { mul, tidy } from "@tensorflow/tfjs-core";
import { type Decoder, type Described, described, rules } from "@textvae/core/plugin";
import { TextvaeError } from "@textvae/ops";

/**
 * A decoder with a second one beside it whose −weight·log p′(x|z, c) is added to the loss, in nats
 * per item, and to nothing that is reported: a task that makes the code say something of x.
 * Likelihood and generation are those of the first. Parameters of the second under `auxiliary`.
 *
 * With a decoder of bags of words it is the bag-of-words loss of Zhao, Zhao and Eskenazi,
 * "Learning Discourse-level Diversity for Neural Dialog Models using Conditional Variational
 * Autoencoders", 2017, https://arxiv.org/abs/1703.10960
 *
 * @throws {TextvaeError} `OPTION` for a weight that is no finite number ≥ 0.
 *
 * @example
 * const decoder = withAuxiliary(lstmDecoder(), bowDecoder({ reads: "text", hidden: [400] }));
 */
export const withAuxiliary = (decoder: Decoder, auxiliary: Decoder, weight = 1): Decoder =>
  auxiliaryDecoder({ decoder, auxiliary, weight });

interface AuxiliaryOptions {
  readonly decoder: Decoder;
  readonly auxiliary: Decoder;
  readonly weight: number;
}

/** {@link withAuxiliary} as a plugin. */
export const auxiliaryDecoder: Described<AuxiliaryOptions, Decoder> = described(
  "decoder",
  "auxiliary",
  "A decoder with a second one in the loss",
  ({ decoder, auxiliary, weight }): Decoder => {
    if (!(Number.isFinite(weight) && weight >= 0)) {
      throw new TextvaeError("OPTION", "withAuxiliary.weight", {
        expected: "a finite number ≥ 0",
        got: String(weight),
      });
    }
    return {
      ...decoder,
      reads: [...new Set([...(decoder.reads ?? []), ...(auxiliary.reads ?? [])])],
      build(scope, sizes) {
        const main = decoder.build(scope, sizes);
        const beside = auxiliary.build(scope.child("auxiliary"), sizes);
        return {
          ...main,
          penalty: (batch, z_BZ, context) =>
            tidy(() => mul(beside.logProb(batch, z_BZ, context), -weight)),
        };
      },
    };
  },
  { decoder: rules.PART, auxiliary: rules.PART, weight: rules.NUMBER },
);
