import { TextvaeError } from "@textvae/core";
import { describe, expect, test } from "vitest";
import { type Recipe, refuseIneffective } from "../src/index.ts";
import { everything, recipes } from "./every.ts";

const registry = everything();
const refusal = (name: string, options: object, how: "create" | "recreate" = "create"): string => {
  try {
    recipes[name]?.[how](options as never, registry);
  } catch (error) {
    return error instanceof TextvaeError ? `${error.code} ${error.message}` : String(error);
  }
  return "accepted";
};

describe("options that contradict each other or have no effect are refused, naming both", () => {
  test.each<[string, object, RegExp]>([
    [
      "nvrnn",
      { kappa: 5, priorOptions: { kappa: 9 } },
      /priorOptions\.kappa: .* got kappa 5 beside .* 9/,
    ],
    [
      "nvrnn",
      { dim: 2, priorOptions: { size: 7 } },
      /priorOptions\.size: .* got dim 2 beside .* 7/,
    ],
    ["beta-vae", { dim: 2, priorOptions: { size: 7 } }, /got dim 2 /],
    ["cnn-vae", { priorOptions: { size: 7 } }, /got dim 32 beside priorOptions\.size 7/],
    [
      "nvdm",
      {
        dim: 3,
        prior: "mixture",
        priorOptions: { family: "gaussian", familyOptions: { size: 4 } },
      },
      /priorOptions\.familyOptions\.size: .*dim 3/,
    ],
    [
      "nvrnn",
      { annealSteps: 5 },
      /annealSteps: expected anneal other than "none".* got anneal "none" beside annealSteps 5/,
    ],
    [
      "nvrnn",
      { anneal: "sigmoid", annealFrom: 0.5 },
      /annealFrom: expected anneal "linear" or "cosine"/,
    ],
    ["nvrnn", { anneal: "linear", annealSlope: 0.5 }, /annealSlope: expected anneal "sigmoid"/],
    ["vhred", { anneal: "cosine", annealCycles: 2 }, /annealCycles: expected anneal "cyclical"/],
    ["cvae", { anneal: "none", annealFrom: 0.5 }, /annealFrom/],
    [
      "rnnlm",
      { inputless: true, wordDropout: 0.5 },
      /wordDropout: expected inputless false.* got inputless true beside wordDropout 0.5/,
    ],
    ["vhred", { inputless: true, wordDropout: 0.5 }, /wordDropout/],
    ["nvrnn", { conditionOptions: { size: 3 } }, /conditionOptions: .*condition none/],
    [
      "free-bits-pretrained",
      { pretrainSteps: 5, pretrainEpochs: 3 },
      /pretrainEpochs: .*pretrainSteps 5/,
    ],
    ["free-bits-pretrained", { freeNats: 0, per: "total" }, /per: expected freeNats above 0/],
    ["lagging", { inferenceUpdates: 3, compareEvery: 9 }, /compareEvery: .*inferenceUpdates 3/],
    [
      "latent-actions",
      { actions: "gaussian", temperature: 3 },
      /temperature: .*actions "gaussian"/,
    ],
    ["sa-vae", { refinements: 1, refinementMomentum: 0.1 }, /refinementMomentum/],
    ["wae", { weight: 0, kernel: "imq" }, /kernel: expected weight above 0/],
    ["wae-nf", { klWeight: 0, klFrom: 3 }, /klFrom: expected klWeight above 0/],
    [
      "wae-rnf",
      { centres: [[0, 0]], dim: 2, form: "inverse-metric", metric: "imq" },
      /metric: expected form "curvature"/,
    ],
    ["vae", { flowOptions: { layers: 2 } }, /flowOptions: .*flow none/],
    ["vae", { beta: 0.5, anneal: "linear" }, /beta: expected anneal "none"/],
    [
      "vae",
      { objective: "iwae", objectiveOptions: { samples: 2 }, divergence: "mmd" },
      /divergence/,
    ],
    ["vae", { objective: "autoencoder", anneal: "linear" }, /vae\.anneal: .*"autoencoder"/],
    ["vae", { encoder: "bow", decoder: "bow", embedding: 5 }, /vae\.embedding: .*"bow"/],
    ["vae", { beta: 2, objectiveOptions: { beta: 3 } }, /vae\.beta: .*options of the objective/],
    ["vae", { learningRate: 1, optimizerOptions: { learningRate: 2 } }, /vae\.learningRate/],
    ["vae", { objectiveOptions: { sampels: 2 } }, /elbo: .*Did you mean "samples"/],
    ["vae", { optimizerOptions: { beta1: "x" } }, /adam\.beta1: expected a finite number/],
    [
      "nvrnn",
      { prior: "categorical", dim: 3 },
      /dim: expected no width "size" beside prior "categorical"/,
    ],
  ])("%s %j", (name, options, message) => {
    expect(refusal(name, options)).toMatch(message);
    expect(refusal(name, options)).toMatch(/^OPTION /);
  });
});

test("widths of layers that are not there are refused of those who say them", () => {
  const { cvae } = recipes as Record<string, Recipe>;
  const options = { ...cvae?.options.parse({}), bowWeight: 0, bowHidden: 3 };
  const said = (option: string) => option === "bowHidden";
  expect(refusal("cvae", options)).toBe("accepted");
  expect(() => refuseIneffective(cvae as Recipe, options, said)).toThrow(
    /bowHidden: expected bowW/,
  );
});

describe("what agrees is taken", () => {
  test.each<[string, object]>([
    ["nvrnn", { kappa: 5, priorOptions: { kappa: 5 } }],
    ["nvrnn", { priorOptions: { kappa: 9, size: 7 } }],
    ["nvrnn", { anneal: "linear", annealSteps: 5, annealFrom: 0.1 }],
    ["nvrnn", { anneal: "none", annealSteps: 40_000 }],
    ["cvae", { anneal: "none" }],
    ["vhred", { inputless: true }],
    ["free-bits-pretrained", { pretrainSteps: 5 }],
    ["lagging", { inferenceUpdates: 3 }],
    ["cvae", { bowWeight: 0 }],
  ])("%s %j", (name, options) => {
    expect(refusal(name, options)).toBe("accepted");
  });
});

test("what a run recorded is made again, also where it would be refused today", () => {
  const options = { kappa: 5, priorOptions: { kappa: 9 }, annealSteps: 5 };
  expect(refusal("nvrnn", options, "recreate")).toBe("accepted");
  const plan = recipes.nvrnn?.recreate(options, registry);
  expect(plan?.parts.prior?.plugin?.options).toMatchObject({ kappa: 9 });
});
