import {
  checkOptions,
  type Experiment,
  elbo,
  type Flow,
  type Registry,
  TextvaeError,
} from "@textvae/core";
import { kl } from "@textvae/divergence-kl";
import { mmd, sumOf } from "@textvae/divergence-mmd";
import { planar } from "@textvae/flow-planar";
import { curvature, inverseMetric } from "@textvae/flow-riemannian";
import { linear, remainder } from "@textvae/schedules";
import * as z from "zod";
import { dimOption, latentPartsOf } from "./latent.ts";
import type { Needs } from "./needs.ts";
import { sentenceNetwork } from "./network.ts";
import { gaussianOptions, optimizerOf, positive, termWeight, untilOf } from "./options.ts";
import { defineRecipe, type Recipe } from "./recipe.ts";

const { flow: _, ...withoutFlow } = gaussianOptions;

const flowOptions = {
  ...withoutFlow,
  dim: dimOption(32),
  embedding: withoutFlow.embedding.default(200),
  hidden: withoutFlow.hidden.default(200),
  dropout: withoutFlow.dropout.default(0.2),
  optimizer: withoutFlow.optimizer.default("adam"),
  batchSize: withoutFlow.batchSize.default(32),
  flows: z.int().min(1).default(3).describe("number of flow maps"),
  weight: termWeight.default(10).describe("weight of the MMD, less that of the KL"),
  kernel: z
    .enum(["gaussian", "imq", "imq-multiscale"])
    .default("imq-multiscale")
    .describe("kernel of the MMD"),
  codes: z
    .enum(["flowed", "unflowed"])
    .default("flowed")
    .describe("what the MMD compares; unflowed: as published"),
  klWeight: z.number().min(0).max(1).default(0.8).describe("last weight of the KL"),
  klFrom: z.int().min(0).default(4000).describe("updates before the KL weight grows"),
  klSteps: z.int().min(1).default(21_000).describe("updates until the KL weight is reached"),
};
const flowNeeds: Needs = {
  kernel: { option: "weight", above: 0 },
  codes: { option: "weight", above: 0 },
  klFrom: { option: "klWeight", above: 0 },
  klSteps: { option: "klWeight", above: 0 },
};
const waeNfOptions = z.strictObject(flowOptions);

const waeRnfOptions = z.strictObject({
  ...flowOptions,
  centres: z
    .array(z.array(z.number()))
    .min(1)
    .optional()
    .describe("where codes gather, from `textvae centres`"),
  form: z
    .enum(["curvature", "inverse-metric"])
    .default("curvature")
    .describe(
      "curvature: planar flows with a penalty, as run; inverse-metric: flows that it scales",
    ),
  metric: z
    .enum(["gaussian", "imq"])
    .default("gaussian")
    .describe("kernel of the penalty: drawn to the centres, or pushed away"),
  band: positive.default(0.5).describe("width of the kernel around a centre"),
});

type FlowOptions = z.output<typeof waeNfOptions>;

/** A Gaussian posterior bent by flows, with KL and MMD to the prior. */
const planWith = (chosen: FlowOptions, flows: Flow[], registry: Registry): Experiment => {
  const { klWeight: to, klSteps: steps, klFrom: after } = chosen;
  const klWeight = linear({ from: 0, to, steps, after });
  const mmdWeight = remainder({ of: chosen.weight, less: klWeight });
  const { kernel, codes } = chosen;
  const divergence = sumOf({
    terms: [
      { divergence: kl(), weight: klWeight },
      { divergence: mmd({ kernel, codes, statistic: "v" }), weight: mmdWeight },
    ],
  });
  return {
    parts: { ...sentenceNetwork(chosen, registry), ...latentPartsOf(chosen, registry), flows },
    objective: elbo({ divergence }),
    evaluation: elbo({ divergence: kl() }),
    optimizer: optimizerOf(chosen),
    batchSize: chosen.batchSize,
    until: untilOf(chosen),
    notes: [
      "trained with MMD and a lighter KL; what is reported is the ELBO of the flowed posterior, a bound",
    ],
  };
};

const paper = {
  title: "Riemannian Normalizing Flow on Variational Wasserstein Autoencoder for Text Modeling",
  year: 2019,
  url: "https://arxiv.org/abs/1904.02399",
} as const;

/** The Wasserstein autoencoder whose posterior planar flows bend. */
export const waeNf: Recipe<typeof waeNfOptions> = defineRecipe({
  name: "wae-nf",
  description: "LSTM autoencoder with planar flows, KL and MMD to the prior",
  paper,
  options: waeNfOptions,
  needs: flowNeeds,
  create(input, registry) {
    const chosen = checkOptions(waeNfOptions, input, "wae-nf");
    const flows = Array.from({ length: chosen.flows }, () => planar());
    return planWith(chosen, flows, registry);
  },
});

/** `wae-nf` whose flows know where the codes of an earlier model lie. */
export const waeRnf: Recipe<typeof waeRnfOptions> = defineRecipe({
  name: "wae-rnf",
  description: "`wae-nf` with Riemannian flows around given centres",
  paper,
  options: waeRnfOptions,
  needs: { ...flowNeeds, metric: { option: "form", is: ["curvature"] } },
  create(input, registry) {
    const { centres, form, metric, band, ...chosen } = checkOptions(
      waeRnfOptions,
      input,
      "wae-rnf",
    );
    if (!centres) throw withoutCentres();
    const flows =
      form === "inverse-metric"
        ? [inverseMetric({ centres, band, layers: chosen.flows })]
        : Array.from({ length: chosen.flows }, () => [
            curvature({ centres, kernel: metric, band }),
            planar(),
          ]).flat();
    return planWith(chosen, flows, registry);
  },
});

const withoutCentres = (): TextvaeError =>
  new TextvaeError("OPTION", "wae-rnf.centres", {
    expected: "centres of the codes of a trained model",
    got: "none",
    hint: "Train wae-nf, then: textvae centres --run <its folder> --out centres.json, and --centres @centres.json.",
  });
