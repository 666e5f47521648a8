import { dialogueCondition } from "@textvae/condition-dialogue";
import { checkOptions, elbo, type Objective, type Prior } from "@textvae/core";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { kl } from "@textvae/divergence-kl";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { priorNetwork, recognition, tokenEmbedding } from "@textvae/layers";
import { categorical } from "@textvae/prior-categorical";
import { gaussian } from "@textvae/prior-gaussian";
import {
  conditionNotes,
  defineRecipe,
  networkOptions,
  optimizerOf,
  optimizerOptions,
  outputOf,
  positive,
  type Recipe,
  termWeight,
  untilOf,
} from "@textvae/recipes";
import * as z from "zod";
import { latentPolicy } from "./latent-policy.ts";
import { priorLikelihood } from "./prior-likelihood.ts";
import { unconditioned } from "./unconditioned.ts";

const width = z.int().min(1);
const { embedding, hidden, layers, dropout, output, outputOptions } = networkOptions;

const options = z.strictObject({
  form: z
    .enum(["simple", "full"])
    .default("simple")
    .describe("simple: p(z|c) alone is trained and sampled; full: q(z|x, c) against p(z|c)"),
  actions: z.enum(["categorical", "gaussian"]).default("categorical").describe("family of actions"),
  variables: width.default(10).describe("categorical variables of an action"),
  classes: z.int().min(2).default(20).describe("classes of each variable"),
  temperature: positive.default(1).describe("temperature of the relaxation"),
  size: width.default(200).describe("width of a Gaussian action"),
  beta: termWeight
    .optional()
    .describe("weight of the KL while training; default: 0.01 if simple, 1 if full"),
  embedding: embedding.default(256),
  hidden: hidden.default(256),
  layers,
  dropout: dropout.default(0.5),
  output,
  outputOptions,
  encoderHidden: width.default(128).describe("width of each direction of the encoder, if full"),
  priorHidden: width.default(256).describe("width of the layer of p(z|c)"),
  utteranceHidden: width.default(128).describe("width of each direction over an utterance before"),
  contextHidden: width.default(256).describe("width of the state over the utterances before"),
  goal: width.optional().describe("width of the speaker's goal; without it the goal is not read"),
  ...optimizerOptions,
  optimizer: optimizerOptions.optimizer.default("adam"),
  batchSize: optimizerOptions.batchSize.default(32),
});
type Options = z.output<typeof options>;

/**
 * Latent actions of a dialogue agent: what to say next is a discrete or Gaussian code z, chosen by a
 * policy p(z|c) that is told what was said before, and put into words by p(x|z), which is told the
 * code alone. The policy is what reinforcement learning trains afterwards; the decoder keeps the
 * language. LSTMs where the paper has GRUs; the code stands beside each word where the paper's
 * decoder attends to it.
 */
export const latentActions: Recipe<typeof options> = defineRecipe({
  name: "latent-actions",
  description: "dialogue agent whose next utterance is a latent action, p(z|c) and p(x|z)",
  paper: {
    title:
      "Rethinking Action Spaces for Reinforcement Learning in End-to-end Dialog Agents with Latent Variable Models",
    year: 2019,
    url: "https://arxiv.org/abs/1902.08858",
  },
  options,
  needs: {
    variables: { option: "actions", is: ["categorical"], width: true },
    classes: { option: "actions", is: ["categorical"], width: true },
    temperature: { option: "actions", is: ["categorical"] },
    size: { option: "actions", is: ["gaussian"], width: true },
    encoderHidden: { option: "form", is: ["full"], width: true },
  },
  create(input, registry) {
    const chosen = checkOptions(options, input, "latent-actions");
    const { hidden, layers, dropout, priorHidden, form } = chosen;
    const embedding = tokenEmbedding({ size: chosen.embedding });
    const condition = dialogueCondition({
      embedding,
      utterance: chosen.utteranceHidden,
      hidden: chosen.contextHidden,
      goal: chosen.goal,
      dropout,
    });
    const encoder = lstmEncoder({
      embedding,
      hidden: chosen.encoderHidden,
      bidirectional: true,
      dropout,
    });
    const network = { hidden: [priorHidden] };
    const latent =
      form === "simple"
        ? latentPolicy(familyOf(chosen), condition, network)
        : {
            encoder: recognition(encoder, condition),
            prior: priorNetwork(familyOf(chosen), network),
          };
    const decoder = unconditioned(
      lstmDecoder({ embedding, hidden, layers, dropout, output: outputOf(chosen, registry) }),
    );
    return {
      parts: { condition, ...latent, decoder },
      ...objectivesOf(chosen),
      optimizer: optimizerOf(chosen),
      batchSize: chosen.batchSize,
      until: untilOf(chosen),
      notes: [...conditionNotes("utterances before"), ...(form === "simple" ? [NO_ELBO] : [])],
    };
  },
});

const NO_ELBO =
  "trained on −log p(x|z) with z ~ p(z|c) and a KL of p(z|c) to p(z), no ELBO; the NLL is without the KL";

const familyOf = ({ actions, variables, classes, temperature, size }: Options): Prior =>
  actions === "categorical" ? categorical({ variables, classes, temperature }) : gaussian({ size });

const objectivesOf = ({
  form,
  beta,
}: Options): { readonly objective: Objective; readonly evaluation: Objective } => {
  const divergence = kl();
  return form === "simple"
    ? {
        objective: priorLikelihood({ divergence, beta: beta ?? 0.01 }),
        evaluation: priorLikelihood({ divergence }),
      }
    : {
        objective: elbo({ divergence, beta: beta ?? 1 }),
        evaluation: elbo({ divergence }),
      };
};
