import { engine } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Batch } from "../contracts/batch.ts";
import type { Sizes } from "../contracts/component.ts";
import type { Context } from "../contracts/context.ts";
import type { Dataset } from "../contracts/dataset.ts";
import type { Prior } from "../contracts/latent.ts";
import type { Objective } from "../contracts/objective.ts";
import { createRng } from "../random/rng.ts";
import { restoreWeights, type Weights } from "../training/host-tensors.ts";
import { checkInputs } from "./check-inputs.ts";
import { checkCompatibility } from "./compatibility.ts";
import { nameOf } from "./contract.ts";
import { flowed } from "./flowed.ts";
import { holdDecoder, holdFlow, holdPrior, holdVectors } from "./held.ts";
import { checkClosedForm } from "./held-distribution.ts";
import type { Model, ModelParts } from "./model.ts";
import { createScope, type RootScope, type Scope } from "./scope.ts";

export interface AssembleOptions {
  /** What the model is for: its vocabulary, its labels and the fields of its batches. */
  readonly dataset: Pick<Dataset, "vocabulary" | "provides" | "labels">;
  /** Seeds the parameters. */
  readonly seed: number;
  /** Parameters that are there, so that none are drawn. */
  readonly weights?: Weights | undefined;
  /** Checked against the parts when given: one, or all that a training minimises and scores by. */
  readonly objective?: Objective | readonly Objective[];
}

/**
 * Builds a model from its parts after checking that they fit.
 * Throws `ASSEMBLY`, `SUPPORT` or `CAPABILITY` when they do not, and `OUT_OF_MEMORY`, with its size,
 * for a model that the backend in use can't hold; `CHECKPOINT` for weights of another model, `BACKEND`
 * where no backend was started.
 *
 * @example
 * const model = assemble({ encoder, prior: vmf({ size: 50 }), decoder }, { dataset, seed: 1 });
 */
export const assemble = (parts: ModelParts, options: AssembleOptions): Model => {
  const { dataset, seed, weights, objective = [] } = options;
  const objectives = Array.isArray(objective) ? objective : [objective as Objective];
  checkCompatibility(parts, dataset.provides, objectives);
  requireBackend();

  const sizes: Sizes = {
    vocabulary: dataset.vocabulary,
    features: parts.encoder?.features ?? 0,
    latent: parts.prior?.size ?? 0,
    condition: parts.condition?.size ?? 0,
    labels: dataset.labels?.length ?? 0,
  };
  const scope = createScope(createRng(seed).stream("parameters"), { waits: true });
  try {
    const built = buildParts(parts, scope, sizes);
    const refines = objectives.some((each) => each.refines);
    if (refines && !freeOf(built)) throw withoutParameters(parts);
    if (weights) restoreWeights(scope.parameters, weights);
    else scope.initialise();
    return assembled(parts, dataset, scope, built);
  } catch (error) {
    scope.dispose();
    throw error;
  }
};

const requireBackend = (): void => {
  if (engine().backendNames().length > 0) return;
  throw new TextvaeError("BACKEND", "assemble", {
    expected: "a backend that was started",
    got: "none",
    hint: "Start one first: await wasm().start(), of @textvae/backend-wasm.",
  });
};

type Built = ReturnType<typeof buildParts>;

const freeOf = ({ flows, latent }: Built) => (flows.length === 0 ? latent?.variational : undefined);

const assembled = (
  parts: ModelParts,
  dataset: AssembleOptions["dataset"],
  scope: RootScope,
  built: Built,
): Model => {
  const { condition, encode, latent, flows, decoder } = built;
  const free = freeOf(built);

  let compared = false;
  return {
    parts,
    parameters: scope.parameters,
    vocabulary: dataset.vocabulary,
    condition(batch, context) {
      checkInputs(batch);
      return condition?.(batch, context);
    },
    posterior(batch, context) {
      checkInputs(batch);
      if (!encode || !latent) throw withoutCode("posterior");
      const h_BH = encode(batch, context);
      const q = latent.posterior(h_BH);
      if (!compared && (context.c_BC || !condition)) {
        checkClosedForm(
          `${nameOf(parts.prior as Prior, "prior")}.posterior`,
          q,
          latent.prior(context.c_BC),
        );
        compared = true;
      }
      return flows.length > 0 ? flowed(q, flows, h_BH) : q;
    },
    ...(encode &&
      free && {
        variational: {
          parameters(batch: Batch, context: Context) {
            checkInputs(batch);
            return free.parameters(encode(batch, context));
          },
          posterior: free.posterior,
        },
      }),
    prior(c_BC) {
      if (!latent) throw withoutCode("prior");
      return latent.prior(c_BC);
    },
    logLikelihood(batch, z_BZ, context) {
      checkInputs(batch);
      return decoder.logProb(batch, z_BZ, context);
    },
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

/** The variables and functions of all parts, held to their contracts. */
const buildParts = (parts: ModelParts, scope: Scope, sizes: Sizes) => {
  const { encoder, prior, condition } = parts;
  const at = (name: string) => scope.child(name);
  return {
    condition:
      condition &&
      holdVectors(
        nameOf(condition, "condition"),
        condition.size,
        condition.build(at("condition"), sizes),
      ),
    encode:
      encoder &&
      holdVectors(
        nameOf(encoder, "encoder"),
        encoder.features,
        encoder.build(at("encoder"), sizes),
      ),
    latent: prior && holdPrior(prior, prior.build(at("prior"), sizes)),
    flows: (parts.flows ?? []).map((flow, i) =>
      holdFlow(flow, i, flow.build(at(`flow.${i}`), sizes)),
    ),
    decoder: holdDecoder(
      nameOf(parts.decoder, "decoder"),
      parts.decoder.build(at("decoder"), sizes),
    ),
  };
};

const withoutParameters = ({ prior, flows }: ModelParts): TextvaeError =>
  new TextvaeError("CAPABILITY", "assemble", {
    expected: "a posterior whose parameters can be refined",
    got: flows?.length ? "one with a flow" : `that of ${prior?.plugin?.name ?? "another prior"}`,
    hint: "Choose a family that offers `variational`, without flows, or train with another objective.",
  });

const withoutCode = (method: string): TextvaeError =>
  new TextvaeError("CAPABILITY", `model.${method}`, {
    expected: "a model with a latent code",
    got: "a language model",
    hint: "Give the model an encoder and a prior.",
  });
