import { cpu } from "@textvae/backend-cpu";
import { assemble, definePlugin, rehearse, TextvaeError, train } from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { text } from "@textvae/dataset-text";
import { gaussian } from "@textvae/prior-gaussian";
import { memoryStorage, openRun } from "@textvae/run-format";
import { expect, test } from "vitest";
import { z } from "zod";
import { builtins, vae } from "../src/index.ts";
import { covering, type Row } from "./covering.ts";

await cpu().start();
const registry = builtins();

const lines = "the cat sat\na dog ran\nthe dog sat\na cat ran\n";
const sentences = text({ splits: { train: lines, valid: lines } });
const counts = "0 1:2 2:1\n0 3:1 4:2\n0 1:1 5:1\n0 2:2 4:1\n".repeat(2);
const vocabulary = "a\nb\nc\nd\ne";
const documents = bow({ splits: { train: counts, test: counts }, vocabulary, holdOut: 0.5 });

const part = (kind: string, name: string, options = {}) => ({ kind, name, options });
const centres = [
  [0, 1],
  [1, 0],
];
const lstm = { hidden: 2 };
const target = 0.1;

/** Every built-in part that needs no condition, tiny: a label with name and options, or neither. */
const PARTS: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  encoder: { lstm, bow: { hidden: [2] } },
  prior: {
    gaussian: { size: 2 },
    vmf: { size: 2 },
    deterministic: { size: 2 },
    bernoulli: { size: 2 },
    categorical: { variables: 1, classes: 2 },
    mixture: { prior: part("prior", "gaussian", { size: 2 }), components: 2 },
  },
  flow: { none: {}, planar: {}, curvature: { centres }, "inverse-metric": { centres } },
  decoder: {
    lstm,
    cnn: { hidden: 2, filters: 2, dilations: [1] },
    bow: {},
    "bow of text": { reads: "text" },
    auxiliary: {
      decoder: part("decoder", "lstm", { ...lstm, embedding: 2 }),
      auxiliary: part("decoder", "bow", { reads: "text" }),
      weight: 1,
    },
  },
  divergence: {
    kl: {},
    mmd: {},
    "free-bits": { target },
    "free-bits of totals": { target, per: "total" },
    capacity: { target },
    weighted: { weight: part("schedule", "linear", { from: 0, to: 1, steps: 3 }) },
    sum: {
      terms: [
        { divergence: part("divergence", "kl"), weight: 0.5 },
        { divergence: part("divergence", "mmd") },
      ],
    },
  },
  objective: {
    elbo: {},
    wae: {},
    iwae: { samples: 2 },
    "semi-amortized": { steps: 1 },
    autoencoder: {},
    likelihood: {},
  },
  optimizer: { adam: {}, sgd: { momentum: 0.5 } },
};
/** Made for a condition, which the recipe has not, or around other optimisers. */
const ELSEWHERE = ["recognition", "network", "whole"];
const AROUND = ["chain", "clip-by-global-norm", "decay-on-plateau", "separately"];

const nameOf = (label = "none") => label.split(" of ", 1)[0] as string;

/** What is known of the parts: which of them can't go together, and why. */
const goTogether = (row: Row): boolean => {
  const { encoder, prior = "", flow, decoder = "", divergence = "", objective = "" } = row;
  const isFlowed = flow !== "none";
  const takesDivergence = !["iwae", "autoencoder"].includes(objective);
  const measured = takesDivergence ? divergence : "";
  // An encoder of counts and a decoder of words: no dataset has both.
  if ((encoder === "bow") !== (decoder === "bow")) return false;
  // Flows keep the plane, and bend densities.
  if (isFlowed && !["gaussian", "mixture"].includes(prior)) return false;
  // Point codes have no density.
  if (prior === "deterministic" && !(measured === "mmd" || objective === "autoencoder"))
    return false;
  // A bent posterior has no mean.
  if (objective === "autoencoder" && isFlowed) return false;
  // Only these can be refined.
  if (objective === "semi-amortized" && (isFlowed || prior !== "gaussian")) return false;
  // Nor parts per dimension, nor has the sphere or an assignment to components.
  const isWhole = isFlowed || ["vmf", "mixture"].includes(prior);
  if (measured === "free-bits" && isWhole) return false;
  // Of models without a code.
  return objective !== "likelihood";
};

const optionsOf = (row: Row): object => {
  const isTaken = !["iwae", "autoencoder", "likelihood"].includes(row.objective ?? "");
  const entries = Object.entries(row)
    .filter(([kind, label]) => label !== "none" && (kind !== "divergence" || isTaken))
    .flatMap(([kind, label]) => [
      [kind, nameOf(label)],
      [`${kind}Options`, PARTS[kind]?.[label]],
    ]);
  const embedding = row.encoder === "lstm" ? 2 : undefined;
  return { ...Object.fromEntries(entries), embedding, batchSize: 4 };
};

const started = (row: Row) => {
  const plan = vae.create(optionsOf(row) as never, registry);
  const dataset = row.encoder === "bow" ? documents : sentences;
  const model = assemble(plan.parts, { dataset, objective: plan.objective, seed: 1 });
  const setup = { ...plan, model, dataset, seed: 1 };
  rehearse({ ...setup, until: {} });
  return setup;
};

const labels = Object.fromEntries(
  Object.entries(PARTS).map(([kind, parts]) => [kind, Object.keys(parts)]),
);
const { legal, illegal } = covering(labels, goTogether);
const told = (row: Row) => Object.values(row).join(" + ");

test("the parts are all that are built in", () => {
  for (const [kind, parts] of Object.entries(labels)) {
    const names = registry.list(kind as never).map(({ meta }) => meta.name);
    const expected = names.filter((name) => ![...ELSEWHERE, ...AROUND].includes(name));
    const here = new Set(parts.map(nameOf).filter((name) => name !== "none"));
    expect([...here].toSorted(), kind).toEqual(expected.toSorted());
  }
});

test("every legal pair of built-in parts trains", { timeout: 60_000 }, async () => {
  const failed: string[] = [];
  for (const row of legal) {
    try {
      const setup = started(row);
      const run = await openRun(memoryStorage(), { name: "test" });
      let step = 0;
      for await (const event of train({ ...setup, run, until: { steps: 5 } })) step = event.step;
      expect(step).toBe(5);
      setup.model.dispose();
    } catch (error) {
      failed.push(`${told(row)}: ${error}`);
    }
  }
  expect(failed).toEqual([]);
});

test("every illegal pair is refused before training, with one code", () => {
  const others = illegal.flatMap((row) => {
    try {
      started(row).model.dispose();
      return [`${told(row)}: trains`];
    } catch (error) {
      const code = error instanceof TextvaeError ? error.code : String(error);
      return code === "ASSEMBLY" ? [] : [`${told(row)}: ${code} ${error}`];
    }
  });
  expect(others).toEqual([]);
});

test("encoder and decoder share one word embedding where both take one", () => {
  const widths = { encoderOptions: lstm, decoderOptions: lstm, dim: 2, embedding: 3 };
  const tables = (options: object) => {
    const { parts } = vae.create({ ...widths, ...options } as never, registry);
    const model = assemble(parts, { dataset: sentences, seed: 1 });
    const names = [...model.parameters.keys()].filter((name) => name.endsWith("embedding.table"));
    model.dispose();
    return names;
  };
  expect(tables({})).toEqual(["embedding.table"]);
  expect(tables({ decoder: "cnn" })).toEqual(["embedding.table"]);
  const own = { encoderOptions: { ...lstm, embedding: 5 } };
  expect(tables(own)).toEqual(["encoder.embedding.table", "embedding.table"]);
});

test("a plugin of one's own is a part like any other", () => {
  const mine = definePlugin({
    kind: "prior",
    name: "mine",
    version: "1.0.0",
    description: "mine",
    options: z.strictObject({ size: z.int() }),
    create: ({ size }) => gaussian({ size }),
  });
  const plan = vae.create({ prior: "mine", dim: 3 }, builtins().use(mine));
  expect(plan.parts.prior).toMatchObject({ size: 3, plugin: { name: "mine" } });
});

test("notes tell where what is minimised is no bound", () => {
  const notes = (options: object) => vae.create(options as never, registry).notes;
  expect(notes({})).toEqual([]);
  expect(notes({ objective: "iwae", objectiveOptions: { samples: 2 } })).toEqual([]);
  expect(notes({ divergence: "mmd" })[0]).toMatch(/trained on what is no bound/);
  expect(notes({ objective: "autoencoder" })[0]).toMatch(/trained on what is no bound/);
  expect(notes({ beta: 0.5 })[0]).toMatch(/β = 0.5/);
  expect(notes({ prior: "deterministic", divergence: "mmd" })[0]).toMatch(/not a bound/);
});
