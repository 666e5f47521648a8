import {
  assemble,
  createRegistry,
  type Dataset,
  type Registry,
  recordOf,
  train,
} from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { lstmDecoder } from "@textvae/decoder-lstm";
import { lstmEncoder } from "@textvae/encoder-lstm";
import { tokenEmbedding } from "@textvae/layers";
import { adam } from "@textvae/optimizers";
import { vmf } from "@textvae/prior-vmf";
import { builtins, recipes } from "@textvae/recipes";
import { memoryStorage, openRun } from "@textvae/run-format";
import { serializeVocabulary } from "@textvae/text";

const NOUNS = ["cat", "dog", "cow", "hen"];
const VERBS = ["sat", "ran", "slept"];
const sentences = ["the", "a"].flatMap((article) =>
  NOUNS.flatMap((noun) => VERBS.map((verb) => `${article} ${noun} ${verb}`)),
);
export const lines: readonly string[] = sentences;

/** All of a small language, with classes where asked for. */
export const corpus = (labelled = false): Dataset => {
  const content = sentences
    .map((line) =>
      labelled ? `${line.startsWith("the") ? "definite" : "indefinite"}\t${line}` : line,
    )
    .join("\n");
  return text({
    splits: { train: content, valid: content, test: content },
    ...(labelled && { format: "label-tab" as const }),
  });
};

/** The plugins that a model of `nvrnn` names. */
export const partsOnly: Registry = createRegistry().use(
  tokenEmbedding,
  lstmEncoder,
  vmf,
  lstmDecoder,
);

/** A run of a recipe in memory, as the command line writes one; once it `recorded` only the recipe. */
export const trainedRun = async (
  recipe: string,
  options: Readonly<Record<string, unknown>>,
  steps = 150,
  dataset: Dataset = corpus(),
  recorded = true,
) => {
  const plan = (recipes[recipe] as NonNullable<(typeof recipes)[string]>).create(
    options,
    builtins(),
  );
  const { objective, evaluation } = plan;
  const model = assemble(plan.parts, { dataset, objective, seed: 1 });
  const storage = memoryStorage();
  const { sha256 } = await import("@textvae/run-format");
  const words = serializeVocabulary(dataset.vocabulary);
  const vocabulary = {
    size: dataset.vocabulary.size,
    sha256: await sha256(new TextEncoder().encode(words)),
  };
  const { provides, labels } = dataset;
  const data = { provides, ...(labels && { labels }), options: {}, vocabulary };
  const experiment = recorded ? { experiment: recordOf(plan) } : {};
  const run = await openRun(storage, { recipe, options, seed: 1, data, ...experiment });
  await storage.write("vocab.txt", new TextEncoder().encode(words));
  const setup = {
    ...{ model, objective, evaluation, dataset, run, seed: 1, batchSize: 8, until: { steps } },
    optimizer: adam({ learningRate: 0.01 }),
  };
  for await (const _ of train(setup));
  model.dispose();
  return { storage, dataset };
};

/** Options of a network that trains in a second. */
export const small = { hidden: 24, embedding: 12, dim: 6, dropout: 0, optimizer: "adam" };
