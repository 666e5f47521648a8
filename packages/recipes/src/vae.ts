import {
  checkCompatibility,
  checkOptions,
  type Divergence,
  type Experiment,
  elbo,
  type ModelParts,
  type Objective,
  type Optimizer,
  type Registry,
  TextvaeError,
} from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { tokenEmbedding } from "@textvae/layers";
import { autoencoder as reconstruction } from "@textvae/objectives";
import { chain, clipByGlobalNorm } from "@textvae/optimizers";
import { z } from "zod";
import { type Maker, maker, optionsFor } from "./by-name.ts";
import { latentOptions, latentPartsOf } from "./latent.ts";
import {
  annealingOptions,
  decaying,
  optimizerOptions,
  rateOf,
  termWeight,
  untilOf,
  weightOf,
} from "./options.ts";
import { outputOf, outputOptions } from "./outputs.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";
import { asWhole, whole } from "./whole.ts";

const named = (kind: string, preset: string) =>
  z.string().default(preset).describe(`${kind}, by its name: a built-in one or a plugin of yours`);

const { kappa: _, ...latent } = latentOptions;
const { decay, clip } = optimizerOptions;

const options = z.strictObject({
  encoder: named("encoder", "lstm"),
  encoderOptions: optionsFor("encoder"),
  ...latent,
  prior: named("latent family", "gaussian"),
  flow: latent.flow.describe("flow on the posterior, by its name"),
  flowOptions: optionsFor("flow"),
  decoder: named("decoder", "lstm"),
  decoderOptions: optionsFor("decoder"),
  ...outputOptions,
  embedding: z
    .int()
    .min(1)
    .optional()
    .describe("width of word vectors, which encoder and decoder share; default: 100"),
  divergence: named("divergence", "kl"),
  divergenceOptions: optionsFor("divergence"),
  objective: named("objective", "elbo"),
  objectiveOptions: optionsFor("objective"),
  beta: termWeight.default(1).describe("weight of the divergence while training"),
  ...annealingOptions,
  ...optimizerOptions,
  optimizer: named("optimiser", "adam"),
  optimizerOptions: optionsFor("optimiser"),
  learningRate: optimizerOptions.learningRate.describe("default: 0.001"),
  decay: decay.describe("divides the rate at a validation without a new best; default: 1"),
  clip: clip.describe("largest gradient norm; default: 5"),
  batchSize: optimizerOptions.batchSize.describe("items per update"),
});
type Chosen = z.output<typeof options>;

/**
 * A variational autoencoder of parts that are chosen by name from the registry, each with options of
 * its own. Encoder and decoder share one word embedding where both take one. Parts that do not go
 * together are refused before training: `ASSEMBLY`.
 */
export const vae: Recipe<typeof options> = defineRecipe({
  name: "vae",
  description: "VAE of parts by name: any encoder, prior, flow, divergence and decoder",
  paper: {
    title: "Auto-Encoding Variational Bayes",
    year: 2014,
    url: "https://arxiv.org/abs/1312.6114",
  },
  options,
  needs: {
    flowOptions: { option: "flow", not: [undefined] },
    beta: { option: "anneal", is: ["none"] },
  },
  create(input, registry) {
    const chosen = checkOptions(options, input, "vae");
    return asWhole(() => composed(chosen, registry));
  },
});

const composed = (chosen: Chosen, registry: Registry): Experiment => {
  const by = maker(registry);
  const parts = partsOf(chosen, by, registry);
  const divergence = by.make("divergence", chosen.divergence, chosen.divergenceOptions);
  const objective = objectiveOf(chosen, divergence as Divergence, by);
  const hasDensity = parts.prior?.density !== "none";
  const evaluation = hasDensity ? elbo({ divergence: kl() }) : reconstruction();
  checkWhole(parts, [objective, evaluation]);
  return {
    parts,
    objective: whole({ objective }),
    evaluation,
    optimizer: optimizerOf(chosen, by),
    batchSize: chosen.batchSize,
    until: untilOf(chosen),
    notes: hasDensity ? trainingNotes(chosen, objective, divergence as Divergence) : [POINTS],
  };
};

const partsOf = (chosen: Chosen, by: Maker, registry: Registry): ModelParts => {
  const { encoder, decoder, prior, dim, flow } = chosen;
  const isTaken =
    by.takes("encoder", encoder, "embedding") || by.takes("decoder", decoder, "embedding");
  const embedding = {
    value: tokenEmbedding({ size: chosen.embedding ?? 100 }),
    said: isTaken || chosen.embedding === undefined ? undefined : "embedding",
  };
  const output = { value: outputOf(chosen, registry), said: chosen.output && "output" };
  const priorOptions = { ...by.resolve(chosen.priorOptions) };
  const family = { prior, dim, priorOptions, kappa: undefined, flow: undefined };
  return {
    encoder: by.make("encoder", encoder, chosen.encoderOptions, { embedding }),
    ...latentPartsOf(family, registry),
    ...(flow !== undefined && { flows: [by.make("flow", flow, chosen.flowOptions)] }),
    decoder: by.make("decoder", decoder, chosen.decoderOptions, { embedding, output }),
  } as ModelParts;
};

/** The objective, told the divergence and its weight where it takes them. */
const objectiveOf = (chosen: Chosen, divergence: Divergence, by: Maker): Objective => {
  const { objective, objectiveOptions, beta, anneal } = chosen;
  const isChosen = chosen.divergence !== "kl" || Object.keys(chosen.divergenceOptions).length > 0;
  const weight = by.takes("objective", objective, "weight") ? "weight" : "beta";
  const weighed = beta === 1 ? undefined : "beta";
  return by.make("objective", objective, objectiveOptions, {
    divergence: { value: divergence, said: isChosen ? "divergence" : undefined },
    [weight]: {
      value: anneal === "none" ? beta : weightOf(chosen),
      said: anneal === "none" ? weighed : "anneal",
    },
  }) as Objective;
};

/** Checks all that parts and objectives tell before there is data, and that a code is made use of. */
const checkWhole = (parts: ModelParts, objectives: readonly Objective[]): void => {
  const { flows = [], ...single } = parts;
  // Which fields there are, the dataset says at assembly.
  const fields = [...Object.values(single), ...flows].flatMap((part) => part?.reads ?? []);
  checkCompatibility(parts, fields, objectives);
  const foreign = objectives.find(({ needs }) => !needs.includes("prior"));
  if (!foreign) return;
  throw new TextvaeError("ASSEMBLY", "vae.objective", {
    expected: "an objective of a model with a latent code",
    got: foreign.plugin?.name ?? "one of a language model",
    hint: "Choose another objective, or the recipe rnnlm.",
  });
};

/** Clipped gradients, the optimiser, and decay on a plateau where a divisor is given. */
const optimizerOf = (chosen: Chosen, by: Maker): Optimizer => {
  const { optimizer, learningRate, clip = 5, decay: divide = 1, decaySteps } = chosen;
  const fallen = decaySteps === undefined ? undefined : "decaySteps";
  const said = learningRate === undefined ? fallen : "learningRate";
  const made = by.make("optimizer", optimizer, chosen.optimizerOptions, {
    learningRate: { value: rateOf(learningRate ?? 1e-3, decaySteps), said },
  });
  return chain(clipByGlobalNorm(clip), made as Optimizer, ...decaying({ divide }));
};

const POINTS =
  "the reconstruction alone, not a bound on the likelihood: point codes have no density";

const trainingNotes = (
  { beta }: Chosen,
  { needsDensity }: Objective,
  { bound }: Divergence,
): string[] => [
  ...(needsDensity && bound
    ? []
    : ["trained on what is no bound on the likelihood, and evaluated on the ELBO"]),
  ...(beta === 1 ? [] : [`trained with β = ${beta}; the numbers are those of weight 1`]),
];
