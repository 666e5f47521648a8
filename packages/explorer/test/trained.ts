import { cpu } from "@textvae/backend-cpu";
import { assemble, type Dataset } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { builtins, nvrnn } from "@textvae/recipes";
import { type TrainedModel, trainedModel } from "@textvae/runs";

const NOUNS = ["cat", "dog", "cow", "hen"];
const VERBS = ["sat", "ran", "slept"];

/** 24 sentences of a small language, each with its class. */
export const lines: readonly string[] = ["the", "a"].flatMap((article) =>
  NOUNS.flatMap((noun) => VERBS.map((verb) => `${article}\t${article} ${noun} ${verb}`)),
);

/** A small model of them as it begins: what is shown of it needs no training. */
export const smallModel = async (
  options: Readonly<Record<string, unknown>>,
): Promise<{ trained: TrainedModel; dataset: Dataset }> => {
  await cpu().start();
  const content = lines.join("\n");
  const dataset = text({ splits: { train: content, valid: content }, format: "label-tab" });
  const sizes = { hidden: 8, embedding: 6, dim: 5, dropout: 0, optimizer: "adam" };
  const { parts, objective } = nvrnn.create({ ...sizes, ...options } as never, builtins());
  const model = assemble(parts, { dataset, objective, seed: 1 });
  return {
    trained: trainedModel({ model, dataset, objective, recipe: "nvrnn", seed: 1 }),
    dataset,
  };
};
