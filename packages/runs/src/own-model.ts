import type { Dataset, Model, Objective } from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";
import { wordTokenizer } from "@textvae/text";
import { requireMembers } from "./require-members.ts";
import type { ModelFacts, TrainedModel } from "./trained-model.ts";
import { withVerbs } from "./verbs.ts";

export interface OwnModel {
  readonly model: Model;
  /** What it was trained on. */
  readonly dataset: Pick<Dataset, "provides" | "labels" | "vocabulary" | "tokenizer">;
  /** What it is evaluated with. */
  readonly objective: Objective;
  /** A name for it. */
  readonly recipe: string;
  readonly seed?: number;
}

/**
 * A model that this program has trained, with the verbs of an opened one.
 *
 * @example
 * const [code] = await trainedModel({ model, dataset, objective, recipe: "mine" }).encode([text]);
 */
export const trainedModel = (own: OwnModel): TrainedModel => {
  const { model, dataset, objective, recipe, seed = 0 } = namedOptions("trainedModel", own);
  requireMembers("trainedModel.model", model, "an assembled model", "posterior", "generate");
  requireMembers("trainedModel.dataset", dataset?.vocabulary, "a dataset's vocabulary", "id");
  requireMembers("trainedModel.objective", objective, "an objective", "terms");
  const { provides, labels, vocabulary, tokenizer = wordTokenizer(vocabulary) } = dataset;
  const size = { size: vocabulary.size, sha256: "" };
  const data = { provides, ...(labels && { labels }), options: {}, vocabulary: size };
  const facts = { recipe, step: 0, data, notes: [], numbers: [], ...sizesOf(model) };
  return withVerbs({ model, tokenizer, seed, facts, evaluation: () => objective });
};

/** How wide the codes of a model are, and how many weights it has. */
export const sizesOf = ({
  parts,
  parameters,
}: Model): Pick<ModelFacts, "latent" | "parameters"> => ({
  latent: parts.prior?.size ?? 0,
  parameters: [...parameters.values()].reduce((sum, { size }) => sum + size, 0),
});
