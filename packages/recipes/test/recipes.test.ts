import { readFileSync } from "node:fs";
import { assemble, type Experiment } from "@textvae/core";
import { describe, expect, test } from "vitest";
import { autoencoder, nvrnn, recipes, rnnlm } from "../src/index.ts";
import { dataset, learn, registry, small, startsUniformAndLearns } from "./grammar.ts";

const PLANS: Record<string, () => Experiment> = {
  "nvrnn, vmf": () => nvrnn.create({ ...small, dim: 5, kappa: 20 }, registry),
  "nvrnn, vmf, inputless": () =>
    nvrnn.create({ ...small, dim: 5, kappa: 20, inputless: true }, registry),
  "nvrnn, vmf, paper": () => nvrnn.create({ ...small, dim: 5, protocol: "paper" }, registry),
  "nvrnn, learned κ": () =>
    nvrnn.create(
      { ...small, dim: 5, priorOptions: { kappa: { kind: "learned", initial: 20 } } },
      registry,
    ),
  "nvrnn, gaussian": () => nvrnn.create({ ...small, prior: "gaussian", dim: 5 }, registry),
  "nvrnn, gaussian, planar flow, annealed": () =>
    nvrnn.create(
      { ...small, prior: "gaussian", dim: 5, flow: "planar", anneal: "sigmoid", annealSteps: 50 },
      registry,
    ),
  "nvrnn, word dropout, two layers": () =>
    nvrnn.create({ ...small, prior: "gaussian", dim: 5, wordDropout: 0.3, layers: 2 }, registry),
  rnnlm: () => rnnlm.create(small, registry),
  "rnnlm, inputless": () => rnnlm.create({ ...small, inputless: true }, registry),
  autoencoder: () => autoencoder.create({ ...small, dim: 5 }, registry),
};

describe("every recipe", () => {
  test.each(Object.entries(PLANS))("%s starts near the uniform model and learns", (_, plan) =>
    startsUniformAndLearns(plan()),
  );
});

describe("protocols", () => {
  test("the paper's changes to a vMF code are not made within a mixture, which it has not", () => {
    const over = { family: "vmf", components: 3 };
    const { parts } = nvrnn.create(
      { ...small, dim: 5, protocol: "paper", prior: "mixture", priorOptions: over },
      registry,
    );
    const family = parts.prior?.plugin?.options as { readonly prior: { readonly options: object } };
    expect(family.prior.options).toMatchObject({ kl: "exact", normPenalty: 0 });
  });

  test("of one code there is no mean, and its note says so", () => {
    const [note] = nvrnn.create({ ...small, protocol: "paper", samples: 1 }, registry).notes;
    expect(note).toContain("no mean of several");
    expect(note).not.toContain("bound");
  });

  test("the paper's is flagged as no bound, in the numbers and in the notes", async () => {
    const { after } = await learn(
      nvrnn.create({ ...small, dim: 5, protocol: "paper" }, registry),
      1,
    );
    expect(after.estimator.bound).toBe(false);
    expect(nvrnn.create({ ...small, protocol: "paper" }, registry).notes[0]).toContain(
      "not a bound",
    );
  });

  test("the valid one is a bound", async () => {
    const { after } = await learn(nvrnn.create({ ...small, dim: 5 }, registry), 1);
    expect(after.estimator).toEqual({ name: "ELBO, 1 sample, closed form KL", bound: true });
  });
});

describe("what can't be is refused with a code", () => {
  const failure = (body: () => unknown): string => {
    try {
      body();
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message}`;
    }
    return "accepted";
  };
  const assembled = (plan: Experiment) => assemble(plan.parts, { dataset, seed: 1 });

  test.each([
    ["an unknown prior", () => nvrnn.create({ prior: "vfm" }, registry), /^PLUGIN .*"vmf"/],
    ["width 0", () => nvrnn.create({ dim: 0 }, registry), /^OPTION nvrnn\.dim/],
    ["κ below 0", () => nvrnn.create({ kappa: -1 }, registry), /^OPTION vmf\.kappa/],
    ["κ not a number", () => nvrnn.create({ kappa: Number.NaN }, registry), /^OPTION nvrnn\.kappa/],
    ["κ for a Gaussian", () => nvrnn.create({ prior: "gaussian", kappa: 1 }, registry), /"kappa"/],
    [
      "a typo",
      () => nvrnn.create({ inputles: true } as never, registry),
      /Did you mean "inputless"/,
    ],
    [
      "a planar flow on the sphere",
      () => assembled(nvrnn.create({ ...small, flow: "planar" }, registry)),
      /^SUPPORT /,
    ],
  ])("%s", (_, body, message) => {
    expect(failure(body)).toMatch(message);
  });
});

test("the README and the table of systems have a row for each recipe", () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
  const rows = [...read("../README.md").matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name);
  expect(rows.toSorted()).toEqual(Object.keys(recipes).toSorted());
  const systems = read("../../../docs/systems.md");
  for (const name of Object.keys(recipes)) expect(systems).toMatch(new RegExp(`\`${name}[\` ]`));
});
