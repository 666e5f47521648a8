import type { PluginReference } from "@textvae/core";
import { MANIFEST, type Manifest, VOCABULARY, WEIGHTS } from "./manifest.ts";
import type { ModelFacts } from "./trained-model.ts";

/** What a person who finds the folder wants to know: the model, its numbers, and how it is opened. */
export const bundleReadme = (manifest: Manifest, facts: ModelFacts, bytes: number): string => {
  const { recipe, step, data, weights, notes, numbers } = manifest;
  const { tokenizer } = data;
  const file = tokenizer ? tokenizer.file?.name : VOCABULARY;
  const megabytes = (bytes / 1e6).toFixed(1);
  const byText = numbers.some(({ rates }) => rates?.perWord !== undefined);
  const rows = numbers.map(({ step, split, nll, ppl, divergence, estimator, items, rates }) => {
    const bound = estimator.bound ? "" : " (not a bound)";
    const row = [split, step, items, nll.toFixed(2), ppl.toFixed(2), divergence.toFixed(2)];
    const rated = [rates?.perWord, rates?.perByte].map((rate) => rate?.toFixed(3) ?? "–");
    return `| ${[...row, ...(byText ? rated : []), `${estimator.name}${bound}`].join(" | ")} |`;
  });
  const table = [
    `| split | updates | items | NLL, nats per item | PPL | divergence, nats |${byText ? " nats per word | nats per byte |" : ""} estimator |`,
    `| --- | --- | --- | --- | --- | --- |${byText ? " --- | --- |" : ""} --- |`,
    ...rows,
    ...(weights.dtype === "F16" ? ["", "They are of the weights in single precision."] : []),
  ];
  return `${[
    `# ${recipe}`,
    `A text model trained with textvae: ${facts.parameters.toLocaleString("en")} weights after ${step.toLocaleString("en")} updates.`,
    "",
    `- Codes: ${facts.latent === 0 ? "none, a language model" : `${facts.latent} numbers`}`,
    `- Vocabulary: ${data.vocabulary.size} ${tokenizer ? `ids of the tokenizer ${tokenizer.plugin.name}` : "words"}`,
    ...(data.labels ? [`- Classes: ${data.labels.join(", ")}`] : []),
    `- Parts: ${partsOf(manifest.parts).join(", ")}`,
    "",
    "## Numbers",
    "",
    ...(rows.length > 0 ? table : ["None were measured when the model was exported."]),
    ...notes.map((note) => `\n${note[0]?.toUpperCase()}${note.slice(1)}.`),
    "",
    "## Files",
    "",
    `- \`${MANIFEST}\`: the parts of the model with their options`,
    ...(file ? [`- \`${file}\`: its ${tokenizer ? "tokenizer" : "words, one a line"}`] : []),
    `- \`${WEIGHTS}\`: its weights, ${weights.dtype}, ${megabytes} MB`,
    "",
    "## Use",
    "",
    "```ts",
    "// npm install @textvae/open @tensorflow/tfjs-core",
    'import { open } from "@textvae/open";',
    "",
    "const model = await open(folder); // or its web address, in a page",
    facts.latent === 0
      ? "console.log(await model.sample(3));"
      : 'console.log(await model.encode(["a sentence"]), await model.sample(3));',
    "```",
  ].join("\n")}\n`;
};

const partsOf = (parts: Manifest["parts"]): string[] =>
  Object.values(parts as object)
    .flat()
    .map((part: PluginReference) => `${part.kind} ${part.name} ${part.version}`);
