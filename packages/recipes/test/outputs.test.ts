import { cpu } from "@textvae/backend-cpu";
import { assemble, evaluate, recordOf, revive } from "@textvae/core";
import { text } from "@textvae/dataset-text";
import { expect, test } from "vitest";
import { builtins, recipes } from "../src/index.ts";

await cpu().start();

const lines = "the cat sat\na dog ran away\nthe dog sat\na cat ran\n";
const dataset = text({ splits: { train: lines, valid: lines } });
const registry = builtins();

const planned = (name: string, options: object) => {
  const recipe = recipes[name] as (typeof recipes)[string];
  const widths = { hidden: 4, embedding: 3, dim: 2, filters: 4 };
  const known = Object.entries(widths).filter(([key]) => key in recipe.options.shape);
  return recipe.create({ ...Object.fromEntries(known), ...options }, registry);
};

const adaptive = { output: "adaptive", outputOptions: { cutoffs: [3], divide: 2 } };

test.each(["rnnlm", "nvrnn", "iwae", "cnn-vae", "autoencoder", "wae"])(
  "%s has an adaptive output, its record too, and is scored through it",
  async (name) => {
    const plan = planned(name, adaptive);
    const parts = revive(recordOf(plan.parts), registry) as typeof plan.parts;
    const model = assemble(parts, { dataset, seed: 1, objective: plan.evaluation });
    expect([...model.parameters.keys()]).toContain("decoder.output.tail.0.kernel");
    const found = await evaluate({ ...plan, model, dataset, split: "valid" });
    expect(found.nll).toBeGreaterThan(0);
    model.dispose();
  },
);

test("a tied output goes with the word vectors that encoder and decoder share", () => {
  const { parts } = planned("nvrnn", { output: "tied" });
  const model = assemble(parts, { dataset, seed: 1 });
  const names = [...model.parameters.keys()].filter((name) => /output|table/.test(name));
  expect(names).toEqual(["embedding.table", "decoder.output.projection", "decoder.output.bias"]);
  model.dispose();
});

test("without one the record is what it was before there was a choice", () => {
  expect(JSON.stringify(recordOf(planned("nvrnn", {}).parts))).not.toContain("output");
});

test.each([
  [{ output: "adaptive", outputOptions: { cutoff: [3] } }, /known options only; got "cutoff"/],
  [{ output: "adptive" }, /the name of a registered output; got "adptive"/],
  [{ outputOptions: { cutoffs: [3] } }, /output other than none, without which it has no effect/],
])("%o is refused at once", (options, message) => {
  expect(() => planned("rnnlm", options)).toThrow(message);
});
