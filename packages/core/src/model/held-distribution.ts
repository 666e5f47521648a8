import { type Tensor, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Distribution, Prior } from "../contracts/latent.ts";
import { createRng } from "../random/rng.ts";
import { checkBuilt } from "./contract.ts";
import { described, expectShape, lending } from "./shapes.ts";

type Held = (q: Distribution, batch: number) => Distribution;

/**
 * Distributions of a family as they come, after a look at what they say of themselves. The first
 * one is asked for samples, densities and all that it offers, and the shapes are compared.
 */
export const holdDistribution =
  (family: Prior) =>
  (where: string): Held => {
    let asked = false;
    return (q, batch) => {
      checkFacts(where, family, q, batch);
      if (!asked) tidy(() => ask(where, family, q));
      asked = true;
      return q;
    };
  };

const checkFacts = (where: string, family: Prior, q: Distribution, batch: number): void => {
  if (typeof q !== "object" || q === null || q instanceof Promise) {
    throw new TextvaeError("PLUGIN", where, { expected: "a distribution", got: described(q) });
  }
  checkBuilt(where, q, "sample", "logProb");
  const { size, support } = family;
  const facts = (of: { batch: unknown; eventShape: unknown; support: unknown }) =>
    `batch ${of.batch}, eventShape ${JSON.stringify(of.eventShape)}, support ${of.support}`;
  const [expected, got] = [facts({ batch, eventShape: [size], support }), facts(q)];
  if (got !== expected) throw new TextvaeError("PLUGIN", where, { expected, got });
};

/** Compares the shapes of what a distribution returns; throws what it throws. */
const ask = (where: string, family: Prior, q: Distribution): void => {
  const { batch } = q;
  const code = [batch, family.size];
  const rng = createRng(0);
  for (const n of [1, 2]) {
    const z_NZ = expectShape(`${where}().sample`, q.sample(rng, n), [n * batch, family.size]);
    askDensity(where, q, z_NZ);
    if (q.penalty) askPenalty(where, q, z_NZ, n);
  }
  for (const member of ["mean", "mode"] as const) {
    const code_BZ = q[member]?.();
    if (code_BZ !== undefined) expectShape(`${where}().${member}`, code_BZ, code);
  }
  if (q.relaxes) ask(`${where}().relaxes`, family, q.relaxes);
};

/** Points have no density and say so; what needs one then says it again. */
const askDensity = (where: string, q: Distribution, z_NZ: Tensor2D): void => {
  try {
    const logProb_N = lending(`${where}().logProb`, [z_NZ], () => q.logProb(z_NZ));
    expectShape(`${where}().logProb`, logProb_N, [z_NZ.shape[0]]);
  } catch (error) {
    if (!(error instanceof TextvaeError && error.code === "CAPABILITY")) throw error;
  }
};

/** An auxiliary loss is one of the distribution or one of each sample. */
const askPenalty = (where: string, q: Distribution, z_NZ: Tensor2D, n: number): void => {
  const penalty = q.penalty?.(z_NZ) as Tensor;
  const rows = penalty?.shape?.[0] === q.batch ? q.batch : n * q.batch;
  expectShape(`${where}().penalty`, penalty, [rows]);
};

/** The closed form of a posterior against a prior: per item, or per item and part of the code. */
export const checkClosedForm = (where: string, q: Distribution, p: Distribution): void =>
  tidy(() => {
    const nats = q.klTo?.(p);
    if (nats === undefined) return;
    const parts = nats?.shape?.length === 2 ? [q.batch, -1] : [q.batch];
    expectShape(`${where}().klTo`, nats, parts);
  });
