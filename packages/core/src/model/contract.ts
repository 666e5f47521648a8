import { nearest, suggest, TextvaeError } from "@textvae/ops/errors";
import type { Component } from "../contracts/component.ts";
import type { Prior, SampleGradient, Support } from "../contracts/latent.ts";
import type { Flow } from "../contracts/parts.ts";
import { FUNCTION, oneOf, type Rule, WHOLE } from "../plugin/rules.ts";
import type { ModelParts } from "./model.ts";
import { described } from "./shapes.ts";

const SUPPORTS: readonly Support[] = ["euclidean", "sphere", "binary", "simplex"];
const GRADIENTS: readonly SampleGradient[] = ["pathwise", "implicit", "straight-through", "none"];
const ROLES = ["encoder", "prior", "flows", "decoder", "condition"] as const;

type Members = Readonly<Record<string, unknown>>;

/** How a part is called in errors: `prior "vmf"`, or its role where no plugin made it. */
export const nameOf = (part: Component, role: string): string =>
  part.plugin ? `${role} "${part.plugin.name}"` : role;

const broken = (where: string, expected: string, got: unknown, hint?: string): TextvaeError =>
  new TextvaeError("PLUGIN", where, {
    expected,
    got: described(got),
    ...(hint && { hint }),
  });

/**
 * Checks once that the parts of a model have the members that their contracts ask for.
 *
 * @throws {TextvaeError} `ASSEMBLY` for a role that no model has, `PLUGIN` naming part and member.
 */
export const checkContracts = (parts: ModelParts): void => {
  checkRoles(parts);
  const { encoder, prior, flows, decoder, condition } = parts;
  if (encoder) checkPart("encoder", encoder, { features: WHOLE });
  if (condition) checkPart("condition", condition, { size: WHOLE });
  if (prior) checkPrior(prior);
  if (decoder) checkPart("decoder", decoder);
  if (flows === undefined) return;
  if (!Array.isArray(flows)) {
    throw broken("flows", "a list of flows", flows, "Write flows: [flow].");
  }
  for (const [i, flow] of flows.entries()) checkFlow(`flows[${i}]`, flow);
};

const checkRoles = (parts: ModelParts): void => {
  if (typeof parts !== "object" || parts === null) throw broken("assemble", "parts", parts);
  const foreign = Object.keys(parts).find((key) => !(ROLES as readonly string[]).includes(key));
  if (foreign === undefined) return;
  throw new TextvaeError("ASSEMBLY", "assemble", {
    expected: `parts called ${ROLES.join(", ")}`,
    got: JSON.stringify(foreign),
    hint: suggest(foreign, ROLES),
  });
};

const someOf = (values: readonly string[]): Rule => ({
  expected: `a list of ${values.join(", ")}`,
  holds: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((one) => values.includes(one)),
});
const FIELDS: Rule = {
  expected: "a list of fields of the batch",
  holds: (value) =>
    value === undefined ||
    (Array.isArray(value) && value.every((field) => typeof field === "string")),
};

const checkPart = (
  role: string,
  part: Component,
  rules: Readonly<Record<string, Rule>> = {},
): void => {
  if (typeof part !== "object" || part === null) {
    const hint = typeof part === "function" ? "Call the plugin: it makes the part." : undefined;
    throw broken(role, "a part of a model", part, hint);
  }
  checkMembers(nameOf(part, role), part, { build: FUNCTION, reads: FIELDS, ...rules });
};

const checkPrior = (prior: Prior): void =>
  checkPart("prior", prior, { support: oneOf(SUPPORTS), gradient: oneOf(GRADIENTS) });

const checkFlow = (role: string, flow: Flow): void =>
  checkPart(role, flow, { supports: someOf(SUPPORTS) });

const checkMembers = (where: string, of: object, rules: Readonly<Record<string, Rule>>): void => {
  for (const [member, { expected, holds }] of Object.entries(rules)) {
    const value = (of as Members)[member];
    if (holds(value)) continue;
    const others = Object.keys(of).filter((key) => !(key in rules) && key !== "plugin");
    const near = value === undefined ? nearest(member, others) : undefined;
    throw new TextvaeError("PLUGIN", `${where}.${member}`, {
      expected,
      got: Array.isArray(value) ? JSON.stringify(value) : described(value),
      ...(near !== undefined && { hint: `Is its "${near}" meant to be "${member}"?` }),
    });
  }
};

/** What `build` returned, after a look at the functions that it must have; alone, it is one. */
export const checkBuilt = <T>(where: string, built: T, ...members: readonly string[]): T => {
  if (members.length === 0) {
    if (typeof built !== "function") throw broken(`${where}.build`, "a function", built);
    return built;
  }
  if (typeof built !== "object" || built === null) {
    throw broken(`${where}.build`, `an object with ${members.join(" and ")}`, built);
  }
  if (built instanceof Promise) throw broken(`${where}.build`, members.join(" and "), built);
  checkMembers(where, built, Object.fromEntries(members.map((member) => [member, FUNCTION])));
  return built;
};
