import { TextvaeError } from "@textvae/ops";
import type { BatchField } from "../contracts/batch.ts";
import type { Component } from "../contracts/component.ts";
import type { Objective } from "../contracts/objective.ts";
import { checkContracts, nameOf } from "./contract.ts";
import type { ModelParts } from "./model.ts";

const refuse = (
  code: "ASSEMBLY" | "SUPPORT" | "CAPABILITY",
  expected: string,
  got: string,
  hint: string,
): never => {
  throw new TextvaeError(code, "assemble", { expected, got, hint });
};

/** Checks once, before any training, that the parts of a model fit each other and the data. */
export const checkCompatibility = (
  parts: ModelParts,
  provides: readonly BatchField[],
  objectives: readonly Objective[] = [],
): void => {
  checkContracts(parts);
  checkLatentPath(parts);
  checkSupports(parts);
  checkFields(parts, provides);
  checkObjectives(parts, objectives);
};

/** Checks that a model has what its objectives need. */
export const checkObjectives = (parts: ModelParts, objectives: readonly Objective[]): void => {
  for (const objective of new Set(objectives)) checkObjective(parts, objective);
};

const checkLatentPath = ({ encoder, prior, flows, decoder }: ModelParts): void => {
  if (!decoder) refuse("ASSEMBLY", "a decoder", "none", "Every model needs a decoder.");
  if (prior && !encoder) {
    refuse(
      "ASSEMBLY",
      "an encoder beside the prior",
      "none",
      "Add an encoder, or leave out the prior for a language model.",
    );
  }
  if (encoder && !prior) {
    refuse(
      "ASSEMBLY",
      "a prior beside the encoder",
      "none",
      "Add a prior, or leave out the encoder for a language model.",
    );
  }
  if (flows?.length && !prior) {
    refuse(
      "ASSEMBLY",
      "a prior for the flow to bend",
      "none",
      "Add a prior, or leave out the flow.",
    );
  }
  if (prior && !(Number.isInteger(prior.size) && prior.size > 0)) {
    refuse(
      "ASSEMBLY",
      "a prior of whole size ≥ 1",
      String(prior.size),
      "Set the width of the code.",
    );
  }
};

const checkSupports = ({ prior, flows }: ModelParts): void => {
  for (const flow of flows ?? []) {
    if (prior && !flow.supports.includes(prior.support)) {
      refuse(
        "SUPPORT",
        `a flow that keeps the support of ${nameOf(prior, "prior")} (${prior.support})`,
        `${nameOf(flow, "flow")}, which keeps ${flow.supports.join(", ")}`,
        "Choose a prior with that support, or leave out the flow.",
      );
    }
  }
  if (prior?.density === "none" && flows?.length) {
    refuse(
      "CAPABILITY",
      "a posterior with a density for the flow to bend",
      `${nameOf(prior, "prior")}, whose codes are points`,
      "Choose a prior whose posterior has a density, or leave out the flow.",
    );
  }
};

const checkFields = (parts: ModelParts, provides: readonly BatchField[]): void => {
  const { flows = [], ...single } = parts;
  const roles = [
    ...Object.entries(single as Readonly<Record<string, Component | undefined>>),
    ...flows.map((flow, i) => [`flows[${i}]`, flow] as const),
  ];
  for (const [role, part] of roles) {
    const missing = part?.reads?.find((field) => !provides.includes(field));
    if (part && missing) {
      refuse(
        "ASSEMBLY",
        `a dataset that provides "${missing}" for ${nameOf(part, role)}`,
        provides.length > 0 ? provides.join(", ") : "nothing",
        "Choose another dataset or format.",
      );
    }
  }
};

const checkObjective = (parts: ModelParts, objective: Objective): void => {
  for (const need of objective.needs) {
    if (!parts[need]) {
      refuse(
        "ASSEMBLY",
        `a model with ${need === "encoder" ? "an" : "a"} ${need} for ${nameOf(objective, "objective")}`,
        "none",
        "Add it, or train with the likelihood objective.",
      );
    }
  }
  if (parts.prior?.density === "none" && objective.needsDensity) {
    refuse(
      "CAPABILITY",
      `a posterior with a density for ${nameOf(objective, "objective")}`,
      `${nameOf(parts.prior, "prior")}, whose codes are points`,
      "Choose a prior whose posterior has a density, or an objective of reconstructions or samples, such as autoencoder or wae.",
    );
  }
  if (parts.prior?.gradient === "none" && objective.differentiatesSamples) {
    refuse(
      "CAPABILITY",
      `posterior samples with a gradient for ${nameOf(objective, "objective")}`,
      `${nameOf(parts.prior, "prior")}, whose samples have none`,
      "Choose a prior with pathwise, implicit or straight-through samples.",
    );
  }
};
