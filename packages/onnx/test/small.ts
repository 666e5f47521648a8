import { assemble } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { builtins, nvrnn, rnnlm } from "@textvae/recipes";
import { type TrainedModel, trainedModel } from "@textvae/runs";

export const LINES: readonly string[] = [
  ...["the cat sat", "the dog sat on a mat", "a cat ran", "a dog"],
  ...["the old dog sees a red cat", "mat"],
];
const SIZES = { hidden: 6, embedding: 5, dropout: 0 };
const RECIPES = { nvrnn, rnnlm };

/** A model as it begins: what is exported of it needs no training. */
export const small = (
  recipe: keyof typeof RECIPES,
  options: Readonly<Record<string, unknown>> = {},
): TrainedModel => {
  const lines = LINES.join("\n");
  const dataset = text({ splits: { train: lines, valid: lines } });
  const { create } = RECIPES[recipe];
  const { parts, objective } = create({ ...SIZES, ...options } as never, builtins());
  const model = assemble(parts, { dataset, objective, seed: 1 });
  return trainedModel({ model, dataset, objective, recipe, seed: 1 });
};
