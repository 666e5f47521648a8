import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { fanInInitializer } from "@textvae/layers";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type AssembleOptions,
  assemble,
  createRng,
  createScope,
  elbo,
  hostTensors,
  type Initializer,
  type ModelParts,
  type TextvaeError,
} from "../src/index.ts";
import { affineFlow, monteCarloKl, toyDataset, toyDecoder, toyEncoder, toyPrior } from "./toy.ts";

beforeAll(() => setBackend("cpu"));

const dataset = toyDataset([1, 2]);
const whole: ModelParts = { encoder: toyEncoder, prior: toyPrior(), decoder: toyDecoder };
const refusal = (parts: object, options: Partial<AssembleOptions> = {}): string => {
  try {
    assemble(parts as ModelParts, { dataset, seed: 1, ...options });
  } catch (error) {
    return `${(error as TextvaeError).code} ${(error as Error).message}`;
  }
  return "accepted";
};
const { encoder, prior, decoder } = whole;

describe("assembly refuses what does not fit, before any training", () => {
  test.each([
    ["no decoder", { encoder, prior }, /^ASSEMBLY .*a decoder/],
    ["a prior without an encoder", { prior, decoder }, /^ASSEMBLY .*an encoder beside the prior/],
    ["an encoder without a prior", { encoder, decoder }, /^ASSEMBLY .*a prior beside the encoder/],
    ["a flow without a prior", { decoder, flows: [affineFlow(1, 0)] }, /^ASSEMBLY .*flow/],
    [
      "a code of width 0",
      { ...whole, prior: { ...toyPrior(), size: 0 } },
      /^ASSEMBLY .*whole size ≥ 1; got 0/,
    ],
    [
      "a Euclidean flow on the sphere",
      { ...whole, prior: toyPrior(0, 1, "sphere"), flows: [affineFlow(1, 0)] },
      /^SUPPORT .*sphere.*euclidean/,
    ],
    [
      "a reader of text on counts",
      { ...whole, encoder: { ...toyEncoder, reads: ["text"] } },
      /^ASSEMBLY .*provides "text"/,
    ],
  ])("%s", (_, parts, message) => {
    expect(refusal(parts)).toMatch(message);
  });

  test("gradients through samples that have none", () => {
    const blind = { ...whole, prior: { ...toyPrior(), gradient: "none" } };
    expect(refusal(blind, { objective: elbo({ divergence: monteCarloKl }) })).toMatch(
      /^CAPABILITY /,
    );
  });

  test("an objective that needs a latent code on a model without one", () => {
    expect(refusal({ decoder }, { objective: elbo({ divergence: monteCarloKl }) })).toMatch(
      /^ASSEMBLY .*encoder/,
    );
  });

  test("a model that no memory holds, at once, with its size, and leaves no tensor", () => {
    const huge = (...shape: number[]): ModelParts => ({
      decoder: {
        build(scope, sizes) {
          scope.variable("small", [3, 4], fanInInitializer);
          scope.variable("huge", shape, fanInInitializer);
          return decoder.build(scope.child("toy"), sizes);
        },
      },
    });
    const tensors = memory().numTensors;
    for (const shape of [[1e6, 4e6], [1e12], [1e5, 1e5, 1e5]]) {
      expect(refusal(huge(...shape))).toMatch(
        /^OUT_OF_MEMORY parameter decoder\.huge: .* one of at least \d{5,} parameters .* GiB for Adam/,
      );
    }
    expect(memory().numTensors).toBe(tensors);
  });

  test("a model that fits is accepted", () => {
    expect(refusal(whole)).toBe("accepted");
    expect(refusal({ ...whole, flows: [affineFlow(2, 1)] })).toBe("accepted");
  });
});

test("weights that are there are taken, and none are drawn", async () => {
  const once = (initializer: Initializer): ModelParts => ({
    decoder: {
      build(scope, sizes) {
        scope.variable("drawn", [2], initializer);
        return decoder.build(scope.child("toy"), sizes);
      },
    },
  });
  const first = assemble(once(fanInInitializer), { dataset, seed: 1 });
  const weights = { weights: await hostTensors(first.parameters), folder: "a" };
  const refused = () => {
    throw new Error("drawn");
  };
  const second = assemble(once(refused), { dataset, seed: 2, weights });
  expect(await hostTensors(second.parameters)).toEqual(weights.weights);
  for (const model of [first, second]) model.dispose();
  const tensors = memory().numTensors;
  const others = { weights: new Map(), folder: "a" };
  expect(refusal(whole, { weights: others })).toMatch(/^CHECKPOINT a\/weights\.safetensors/);
  expect(memory().numTensors).toBe(tensors);
});

describe("scope", () => {
  const draw = (seed: number, names: readonly string[]) => {
    const scope = createScope(createRng(seed));
    const values = names.map((name) => [
      name,
      ...scope.child("part").variable(name, [2, 2], fanInInitializer).dataSync(),
    ]);
    const keys = [...scope.parameters.keys()];
    scope.dispose();
    return { values: Object.fromEntries(values.map(([name, ...rest]) => [name, rest])), keys };
  };

  test("initial values depend on the seed and the name, not on the order", () => {
    expect(draw(1, ["a", "b"]).values).toEqual(draw(1, ["b", "a"]).values);
    expect(draw(1, ["a"]).values).not.toEqual(draw(2, ["a"]).values);
    expect(draw(1, ["a", "b"]).keys).toEqual(["part.a", "part.b"]);
  });

  test("a name given twice is an error", () => {
    expect(() => draw(1, ["a", "a"])).toThrow(/"part.a" a second time/);
  });

  test("what is shared is built once, at the root", () => {
    const scope = createScope(createRng(1));
    const key = {};
    const build = () =>
      scope.child("x").share(key, "table", (at) => at.variable("v", [1], fanInInitializer));
    expect(build()).toBe(build());
    expect([...scope.parameters.keys()]).toEqual(["table.v"]);
    scope.dispose();
  });
});
