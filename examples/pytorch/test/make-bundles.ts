/**
 * Trains the small models of the test beside this and exports them as bundles:
 *
 *   node --conditions=@textvae/source examples/pytorch/test/make-bundles.ts
 *   python3 examples/pytorch/test/expected.py > examples/pytorch/test/expected.json
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cpu } from "@textvae/backend-cpu";
import { assemble, type Experiment, train } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { adam } from "@textvae/optimizers";
import { builtins, recipes } from "@textvae/recipes";
import { memoryStorage, openRun } from "@textvae/run-format";
import { type ExportOptions, exportBundle, trainedModel } from "@textvae/runs";

const who = ["the cat", "a dog", "the old hen", "my brother"];
const did = ["sat", "ran away", "slept in the hay", "sang a song"];
const lines = who.flatMap((one) => did.map((verb) => `${one} ${verb}`)).join("\n");
const dataset = text({ splits: { train: lines, valid: lines } });

const network = { embedding: 8, hidden: 16, dropout: 0, optimizer: "adam" };
// A small weight of the KL, so that codes say something and no KL is close to zero.
const latent = { ...network, dim: 4, anneal: "linear", annealSteps: 10_000 };
const gaussian = { ...latent, prior: "gaussian" };

interface Case {
  readonly recipe: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly dtype?: NonNullable<ExportOptions["dtype"]>;
}

/** Every prior, the options of the decoder that change what it computes, and both precisions. */
const cases: Readonly<Record<string, Case>> = {
  rnnlm: { recipe: "rnnlm", options: { ...network, layers: 2 } },
  vmf: { recipe: "nvrnn", options: { ...latent, dim: 5, kappa: 80 } },
  "vmf-learned-f16": {
    recipe: "nvrnn",
    options: { ...latent, priorOptions: { kappa: { kind: "learned", max: 300 } } },
    dtype: "F16",
  },
  "vmf-paper": { recipe: "nvrnn", options: { ...latent, protocol: "paper" } },
  gaussian: { recipe: "nvrnn", options: { ...gaussian, layers: 2 } },
  inputless: { recipe: "nvrnn", options: { ...gaussian, inputless: true } },
  bernoulli: {
    recipe: "nvrnn",
    options: { ...latent, dim: 6, prior: "bernoulli", priorOptions: { prior: 0.3 } },
  },
  "bernoulli-learned": {
    recipe: "nvrnn",
    options: { ...latent, dim: 6, prior: "bernoulli", priorOptions: { prior: "learned" } },
  },
  categorical: {
    recipe: "nvrnn",
    options: {
      ...{ ...latent, dim: undefined },
      prior: "categorical",
      priorOptions: { variables: 3, classes: 4, prior: "learned" },
    },
  },
  "categorical-uniform": {
    recipe: "nvrnn",
    options: {
      ...{ ...latent, dim: undefined },
      prior: "categorical",
      priorOptions: { variables: 3, classes: 4 },
    },
  },
  mixture: {
    recipe: "nvrnn",
    options: {
      ...latent,
      prior: "mixture",
      priorOptions: { family: "gaussian", components: 3 },
    },
  },
  "mixture-of-bits": {
    recipe: "nvrnn",
    options: {
      ...latent,
      prior: "mixture",
      priorOptions: { family: "bernoulli", components: 2 },
    },
  },
};

const registry = builtins();
await cpu().start();
for (const [name, { recipe, options, dtype = "F32" }] of Object.entries(cases)) {
  const plan = recipes[recipe]?.create(options, registry) as Experiment;
  const { parts, objective, evaluation } = plan;
  const model = assemble(parts, { dataset, objective, seed: 1 });
  const run = await openRun(memoryStorage(), { name });
  const optimizer = adam({ learningRate: 0.01 });
  const setup = { model, objective, evaluation, optimizer, dataset, run, seed: 1 };
  for await (const _ of train({ ...setup, batchSize: 8, until: { steps: 250 } }));
  const trained = trainedModel({ model, dataset, objective: evaluation, recipe, seed: 1 });
  const folder = join(import.meta.dirname, "bundles", name);
  await mkdir(folder, { recursive: true });
  const write = (path: string, bytes: Uint8Array) => writeFile(join(folder, path), bytes);
  await exportBundle(trained, { write }, { dtype });
  console.log(name);
  trained.dispose();
}
