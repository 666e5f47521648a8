import type { Manifest, RecordedNumbers } from "@textvae/runs";
import type { HubPlace } from "./place.ts";

/** A drawing beside a card. */
export interface Picture {
  readonly title: string;
  /** Its path in the model. */
  readonly path: string;
}

/** What a card is made of. */
interface Described {
  readonly manifest: Pick<Manifest, "recipe" | "numbers">;
  /** The README of the bundle. */
  readonly readme: string;
  readonly pictures?: readonly Picture[];
}

/**
 * The card of a model on a hub: the bundle's README, pictures, and how the model is pulled. The numbers
 * in its head are those that were measured, each with its estimator and whether it is a bound.
 *
 * Source: "Model Cards", Hugging Face, 2025, https://huggingface.co/docs/hub/model-cards
 */
export const modelCard = (
  { repo }: HubPlace,
  { manifest, readme, pictures = [] }: Described,
): string => {
  const drawn = pictures.flatMap(({ title, path }) => [`![${title}](${path})`, ""]);
  return [
    ...head(repo, manifest),
    `# ${repo}`,
    "",
    readme.replace(/^# [^\n]*\n+/, "").trimEnd(),
    "",
    ...(drawn.length > 0 ? ["## Pictures", "", ...drawn] : []),
    "## From the hub",
    "",
    "```sh",
    "npm install textvae @huggingface/hub",
    `npx textvae sample --run hf:${repo}`,
    `npx textvae pull hf:${repo} --out model`,
    "```",
    "",
    "In a page, `open` takes the address of the files:",
    "",
    "```js",
    `const model = await open("https://huggingface.co/${repo}/resolve/main");`,
    "```",
    "",
  ].join("\n");
};

/** The head of a card in YAML, of which JSON is a part. */
const head = (repo: string, { recipe, numbers }: Described["manifest"]): string[] => {
  const results = numbers.map(({ split, ...measured }) => ({
    task: { type: "text-generation" },
    dataset: { type: "text", name: "the corpus of the run", split },
    metrics: metricsOf({ split, ...measured }),
  }));
  return [
    "---",
    "library_name: textvae",
    "pipeline_tag: text-generation",
    `tags: ${JSON.stringify(["textvae", "text-vae", recipe])}`,
    ...(results.length > 0 ? [`model-index: ${JSON.stringify([{ name: repo, results }])}`] : []),
    "---",
    "",
  ];
};

const metricsOf = ({ nll, ppl, items, estimator }: RecordedNumbers) => {
  const by = `${items} items, ${estimator.name}${estimator.bound ? ", a bound" : ", not a bound"}`;
  return [
    { type: "nll", name: `NLL in nats per item (${by})`, value: nll },
    { type: "perplexity", name: `Perplexity per token (${by})`, value: ppl },
  ];
};
