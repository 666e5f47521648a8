import {
  assemble,
  type Backend,
  createRng,
  type Dataset,
  type ModelParts,
  train,
} from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { dialogue } from "@textvae/dataset-dialogue";
import { text } from "@textvae/dataset-text";
import { latentActions } from "@textvae/negotiation/latent-actions";
import { builtins, recipes as published, type Recipe } from "@textvae/recipes";
import { memoryStorage, openRun } from "@textvae/run-format";

/** Every recipe by name, in the order in which they are told. */
export const recipes: Readonly<Record<string, Recipe>> = {
  ...published,
  "latent-actions": latentActions as unknown as Recipe,
};

const STEPS = 50;

/** How far a loss may be from that of the cpu backend at any of them, relative to it. */
export const TOLERANCE = 3e-4;

const [WORDS, LABELS] = [24, 3];

/** Labelled sentences of 2 to 5 words, each word drawn near the one before. */
const sentences = (count: number, seed: number): string => {
  const u = createRng(seed).uniforms(8 * count);
  return Array.from({ length: count }, (_, n) => {
    const at = (i: number) => u[8 * n + i] as number;
    let word = Math.floor(WORDS * at(0));
    const words = Array.from({ length: 2 + Math.floor(4 * at(1)) }, (_, t) => {
      word = (word + 1 + Math.floor(3 * at(t))) % WORDS;
      return `w${word}`;
    });
    return `${n % LABELS}\t${words.join(" ")}`;
  }).join("\n");
};

/** Documents of 12 words, most of them from the third of the vocabulary that is their label's. */
const documents = (count: number, seed: number): string => {
  const u = createRng(seed).uniforms(24 * count);
  return Array.from({ length: count }, (_, n) => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 12; i++) {
      const [which, where] = [u[24 * n + 2 * i] as number, u[24 * n + 2 * i + 1] as number];
      const third = which < 0.8 ? n % LABELS : 0;
      const id = 1 + (Math.floor((WORDS / LABELS) * (third + where)) % WORDS);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return [n % LABELS, ...[...counts].map(([id, k]) => `${id}:${k}`)].join(" ");
  }).join("\n");
};

const lines: Dataset = text({
  format: "label-tab",
  splits: { train: sentences(120, 1), valid: sentences(20, 2) },
});
const bags: Dataset = bow({
  splits: { train: documents(120, 1), test: documents(30, 2) },
  vocabulary: Array.from({ length: WORDS }, (_, i) => `w${i}`).join("\n"),
  holdOut: 0.2,
});

/** Three sentences to a dialogue. */
const dialogues = (count: number, seed: number): string =>
  sentences(3 * count, seed)
    .replaceAll(/^\d\t/gm, "")
    .replaceAll(/(.+)\n(.+)\n(.+)/g, "$1 __eou__ $2 __eou__ $3");
const talk: Dataset = dialogue({
  splits: { train: dialogues(40, 1), valid: dialogues(7, 2) },
});

/** The first data that has what the model reads. */
const datasetFor = ({ encoder, decoder, condition }: ModelParts): Dataset => {
  const fields = [encoder, decoder, condition].flatMap((part) => part?.reads ?? []);
  const readable = [lines, bags, talk].find(({ provides }) =>
    fields.every((field) => provides.includes(field)),
  );
  if (!readable) throw new Error(`no golden data with ${fields.join(", ")}`);
  return readable;
};

/** What every recipe is made small with, as far as it has the option. */
const SMALL = {
  dim: 5,
  embedding: 6,
  hidden: 8,
  decoderHidden: 8,
  encoderHidden: 8,
  priorHidden: 8,
  utteranceHidden: 8,
  contextHidden: 8,
  bowHidden: 8,
  bow: 6,
  dropout: 0.2,
  optimizer: "adam",
  learningRate: 0.01,
  batchSize: 8,
  bits: 5,
  components: 3,
  variables: 3,
  classes: 4,
  filters: 8,
  centres: [
    [1, 0, 0, 0, 0],
    [0, -1, 0.5, 0, 0],
  ],
  klFrom: 5,
  klSteps: 20,
  pretrainSteps: 25,
  inferenceUpdates: 4,
  compareEvery: 2,
  refinements: 2,
};

/** The losses of the first steps of a small model of a recipe, nats per item, on a backend. */
export const goldenLosses = async (
  backend: Backend,
  name: string,
  steps: number = STEPS,
): Promise<number[]> => {
  await backend.start();
  const recipe = recipes[name] as (typeof recipes)[string];
  const options = Object.entries(SMALL).filter(([key]) => key in recipe.options.shape);
  const plan = recipe.create(Object.fromEntries(options), builtins());
  const dataset = datasetFor(plan.parts);
  const model = assemble(plan.parts, { dataset, objective: plan.objective, seed: 7 });
  const run = await openRun(memoryStorage(), { name });
  const losses: number[] = [];
  const setup = { ...plan, model, dataset, run, seed: 7 };
  for await (const event of train({ ...setup, until: { steps }, logEvery: 1 })) {
    if (event.kind === "train") losses.push(event.loss);
  }
  model.dispose();
  return losses;
};
