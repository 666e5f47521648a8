import { TextvaeError } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { Sizes } from "../contracts/component.ts";
import type { Context } from "../contracts/context.ts";
import type { Dataset } from "../contracts/dataset.ts";
import type { Objective } from "../contracts/objective.ts";
import { createRng } from "../random/rng.ts";
import { checkCompatibility } from "./compatibility.ts";
import { flowed } from "./flowed.ts";
import type { Model, ModelParts } from "./model.ts";
import { createScope } from "./scope.ts";

export interface AssembleOptions {
  /** What the model is for: its vocabulary, its labels and the fields of its batches. */
  readonly dataset: Pick<Dataset, "vocabulary" | "provides" | "labels">;
  /** Seeds the parameters. */
  readonly seed: number;
  /** Checked against the parts when given. */
  readonly objective?: Objective;
}

/**
 * Builds a model from its parts after checking that they fit.
 * Throws `ASSEMBLY`, `SUPPORT` or `CAPABILITY` when they do not.
 *
 * @example
 * const model = assemble({ encoder, prior: vmf({ size: 50 }), decoder }, { dataset, seed: 1 });
 */
export const assemble = (parts: ModelParts, options: AssembleOptions): Model => {
  const { dataset, seed, objective } = options;
  checkCompatibility(parts, dataset.provides, objective);

  const sizes: Sizes = {
    vocabulary: dataset.vocabulary,
    features: parts.encoder?.features ?? 0,
    latent: parts.prior?.size ?? 0,
    condition: parts.condition?.size ?? 0,
    labels: dataset.labels?.length ?? 0,
  };
  const scope = createScope(createRng(seed).stream("parameters"));
  const condition = parts.condition?.build(scope.child("condition"), sizes);
  const encode = parts.encoder?.build(scope.child("encoder"), sizes);
  const latent = parts.prior?.build(scope.child("prior"), sizes);
  const flows = (parts.flows ?? []).map((flow, i) => flow.build(scope.child(`flow.${i}`), sizes));
  const decoder = parts.decoder.build(scope.child("decoder"), sizes);

  const free = flows.length === 0 ? latent?.variational : undefined;
  if (objective?.refines && !free) throw withoutParameters(parts);

  return {
    parts,
    parameters: scope.parameters,
    vocabulary: dataset.vocabulary,
    condition: (batch, context) => condition?.(batch, context),
    posterior(batch, context) {
      if (!encode || !latent) throw withoutCode("posterior");
      const h_BH = encode(batch, context);
      const q = latent.posterior(h_BH);
      return flows.length > 0 ? flowed(q, flows, h_BH) : q;
    },
    ...(encode &&
      free && {
        variational: {
          parameters: (batch: Batch, context: Context) => free.parameters(encode(batch, context)),
          posterior: free.posterior,
        },
      }),
    prior(c_BC) {
      if (!latent) throw withoutCode("prior");
      return latent.prior(c_BC);
    },
    logLikelihood: (batch, z_BZ, context) => decoder.logProb(batch, z_BZ, context),
    ...(decoder.penalty && { penalty: decoder.penalty }),
    async generate(z_BZ, generateOptions) {
      if (!decoder.generate) {
        throw new TextvaeError("CAPABILITY", "model.generate", {
          expected: "a decoder that can generate",
          got: parts.decoder.plugin?.name ?? "one that can't",
        });
      }
      return decoder.generate(z_BZ, generateOptions);
    },
    reset: scope.reset,
    dispose: scope.dispose,
  };
};

const withoutParameters = ({ prior, flows }: ModelParts): TextvaeError =>
  new TextvaeError("CAPABILITY", "assemble", {
    expected: "a posterior whose parameters can be refined",
    got: flows?.length ? "one with a flow" : `that of ${prior?.plugin?.name ?? "another prior"}`,
    hint: "Take the gaussian prior without a flow, or train with elbo.",
  });

const withoutCode = (method: string): TextvaeError =>
  new TextvaeError("CAPABILITY", `model.${method}`, {
    expected: "a model with a latent code",
    got: "a language model",
    hint: "Give the model an encoder and a prior.",
  });
