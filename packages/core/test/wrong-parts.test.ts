import "@tensorflow/tfjs-backend-cpu";
import { autoencoder, iwae, likelihood, semiAmortized, wae } from "@textvae/objectives";
import { describe, expect, test } from "vitest";
import { assemble, type Objective } from "../src/index.ts";
import { monteCarloKl, toyPrior } from "./toy.ts";
import { assembled, dataset, decoder, encoder, failure, flow, objective } from "./wrong.ts";

/* Parts as a hurried author writes them: what can be seen at assembly is refused there. */
const AT_ASSEMBLY: readonly (readonly [name: string, parts: object, message: RegExp])[] = [
  ["no build", { encoder: { features: 1 } }, /^PLUGIN encoder\.build: expected a function/],
  [
    "a build of another name",
    { decoder: { bulid: () => ({}) } },
    /^PLUGIN decoder\.build.*Is its "bulid" meant to be "build"\?/,
  ],
  ["a build that is a value", { prior: { ...toyPrior(), build: 3 } }, /^PLUGIN prior\.build.*3/],
  ["a plugin that was not called", { decoder: () => decoder }, /^PLUGIN decoder.*Call the plugin/],
  ["no features", { encoder: { build: () => () => {} } }, /^PLUGIN encoder\.features/],
  ["features 2.5", { encoder: { ...encoder, features: 2.5 } }, /^PLUGIN encoder\.features.*2\.5/],
  ["a condition of size 0", { condition: { size: 0, build: () => 1 } }, /^PLUGIN condition\.size/],
  ["flows that are no list", { flows: flow }, /^PLUGIN flows: expected a list/],
  ["flows of a number", { flows: 3 }, /^PLUGIN flows: expected a list/],
  ["a flow that is missing", { flows: [undefined] }, /^PLUGIN flows\[0\]/],
  [
    "supports misspelt",
    { flows: [{ build: flow.build, support: ["euclidean"] }] },
    /^PLUGIN flows\[0\]\.supports.*"support"/,
  ],
  [
    "supports as a string",
    { flows: [{ ...flow, supports: "euclidean" }] },
    /\.supports: expected a l/,
  ],
  [
    "a flow that keeps a torus",
    { flows: [{ ...flow, supports: ["torus"] }] },
    /^PLUGIN flows.*torus/,
  ],
  ["a code on a torus", { prior: { ...toyPrior(), support: "torus" } }, /^PLUGIN prior\.support/],
  ["no support", { prior: { ...toyPrior(), support: undefined } }, /^PLUGIN prior\.support/],
  ["another gradient", { prior: { ...toyPrior(), gradient: "yes" } }, /^PLUGIN prior\.gradient/],
  ["reads as a string", { encoder: { ...encoder, reads: "text" } }, /^PLUGIN encoder\.reads/],
  [
    "a prior that reads labels",
    { prior: { ...toyPrior(), reads: ["labels_B"] } },
    /^ASSEMBLY .*"labels_B" for prior/,
  ],
  [
    "a flow that reads text",
    { flows: [{ ...flow, reads: ["text"] }] },
    /^ASSEMBLY .*"text" for flows\[0\]/,
  ],
  ["a role of another name", { flow: [flow] }, /^ASSEMBLY .*"flow".*"flows"/],
  [
    "an encoder that builds nothing",
    { encoder: { ...encoder, build: () => {} } },
    /^PLUGIN encoder\.build/,
  ],
  [
    "an encoder built later",
    { encoder: { ...encoder, build: async () => () => {} } },
    /^PLUGIN encoder\.build.*a promise/,
  ],
  [
    "a prior without posteriors",
    { prior: { ...toyPrior(), build: () => ({ prior: () => {} }) } },
    /^PLUGIN prior\.posterior/,
  ],
  [
    "a flow that does not move",
    { flows: [{ ...flow, build: () => ({}) }] },
    /^PLUGIN flows\[0\]\.forward/,
  ],
  [
    "a decoder without logProb",
    { decoder: { ...decoder, build: () => ({ logprob: () => 0 }) } },
    /^PLUGIN decoder\.logProb.*"logprob"/,
  ],
];

describe("a part that breaks its contract is refused at assembly", () => {
  test.each(AT_ASSEMBLY)("%s", async (_, parts, message) => {
    expect(await failure(() => assembled(parts))).toMatch(message);
  });
});

describe("codes without a density are refused at assembly where a density is needed", () => {
  const points = { ...toyPrior(), density: "none" };
  const without = { prior: points, flows: [] };
  const bounds: readonly (readonly [string, Objective])[] = [
    ["elbo", objective],
    ["iwae", iwae({ samples: 2 })],
    ["semi-amortised", semiAmortized({ divergence: monteCarloKl })],
    ["wae with a KL", wae({ divergence: monteCarloKl, weight: 1 })],
  ];
  test.each(bounds)("%s", async (_, chosen) => {
    expect(await failure(() => assembled(without, chosen))).toMatch(/^CAPABILITY .*density/);
  });

  test("also where another objective comes first", async () => {
    const both = [autoencoder(), objective];
    expect(await failure(() => assembled(without, both))).toMatch(/^CAPABILITY .*density/);
  });

  test("a flow needs one", async () => {
    expect(await failure(() => assembled({ prior: points }, autoencoder()))).toMatch(
      /^CAPABILITY /,
    );
  });

  test("reconstruction does without", async () => {
    const mmd = { ...monteCarloKl, bound: false };
    for (const chosen of [autoencoder(), wae({ divergence: mmd, weight: 1 })]) {
      expect(await failure(() => assembled(without, chosen))).toBe("accepted");
    }
    expect(
      await failure(() => assemble({ decoder }, { dataset, seed: 1, objective: likelihood() })),
    ).toBe("accepted");
  });
});
