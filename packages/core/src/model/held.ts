import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { BuiltPrior, Prior } from "../contracts/latent.ts";
import type { BuiltDecoder, BuiltFlow, Flow } from "../contracts/parts.ts";
import { checkBuilt, nameOf } from "./contract.ts";
import { holdDistribution } from "./held-distribution.ts";
import { expectShape, lending } from "./shapes.ts";

/*
 * Built parts that are held to their contracts: what they return has the shape that it must have,
 * and what they are lent is left alone. A look at a shape costs nothing beside a tensor.
 */

/** An encoder's features or a condition's vectors, `[B, width]`. */
export const holdVectors = (
  where: string,
  width: number,
  built: (batch: Batch, context: Context) => Tensor2D,
): typeof built => {
  checkBuilt(where, built);
  return (batch, context) => {
    const vectors_BW = lending(where, [context.c_BC], () => built(batch, context));
    return expectShape(where, vectors_BW, [batch.size, width]);
  };
};

export const holdFlow = (flow: Flow, i: number, built: BuiltFlow): BuiltFlow => {
  const name = nameOf(flow, `flows[${i}]`);
  checkBuilt(name, built, "forward");
  const held =
    (member: "forward" | "inverse"): BuiltFlow["forward"] =>
    (z_BZ, h_BH) => {
      const where = `${name}.${member}`;
      const moved = lending(where, [z_BZ, h_BH], () =>
        (built[member] as BuiltFlow["forward"])(z_BZ, h_BH),
      );
      expectShape(`${where}, z_BZ`, moved?.z_BZ, z_BZ.shape);
      expectShape(`${where}, logDet_B`, moved.logDet_B, [z_BZ.shape[0]]);
      return moved;
    };
  return {
    forward: held("forward"),
    ...(built.inverse && { inverse: held("inverse") }),
    ...(built.penalty && {
      penalty: (z_BZ) => {
        const where = `${name}.penalty`;
        const penalty_B = lending(where, [z_BZ], () => built.penalty?.(z_BZ) as Tensor1D);
        return expectShape(where, penalty_B, [z_BZ.shape[0]]);
      },
    }),
  };
};

export const holdDecoder = (name: string, built: BuiltDecoder): BuiltDecoder => {
  checkBuilt(name, built, "logProb");
  const held =
    (member: "logProb" | "penalty"): BuiltDecoder["logProb"] =>
    (batch, z_BZ, context) => {
      const where = `${name}.${member}`;
      const nats_B = lending(where, [z_BZ, context.c_BC], () =>
        (built[member] as BuiltDecoder["logProb"])(batch, z_BZ, context),
      );
      return expectShape(where, nats_B, [batch.size]);
    };
  return {
    logProb: held("logProb"),
    ...(built.penalty && { penalty: held("penalty") }),
    ...(built.generate && {
      generate: (z_BZ, options) =>
        (built.generate as NonNullable<BuiltDecoder["generate"]>)(z_BZ, options),
    }),
  };
};

/** Posteriors and priors; the first of each is asked for all that it can do. */
export const holdPrior = (part: Prior, built: BuiltPrior): BuiltPrior => {
  const name = nameOf(part, "prior");
  checkBuilt(name, built, "posterior", "prior");
  const { variational } = built;
  const hold = holdDistribution(part);
  const holdPosterior = hold(`${name}.posterior`);
  const holdVariational = hold(`${name}.variational.posterior`);
  const holdP = hold(`${name}.prior`);
  return {
    posterior: (h_BH) => {
      const q = lending(`${name}.posterior`, [h_BH], () => built.posterior(h_BH));
      return holdPosterior(q, h_BH.shape[0]);
    },
    prior: (c_BC) => {
      const p = lending(`${name}.prior`, [c_BC], () => built.prior(c_BC));
      return holdP(p, c_BC && p?.batch !== 1 ? c_BC.shape[0] : 1);
    },
    ...(variational && {
      variational: {
        parameters: (h_BH) => {
          const where = `${name}.variational.parameters`;
          const parameters_BP = lending(where, [h_BH], () => variational.parameters(h_BH));
          return expectShape(where, parameters_BP, [h_BH.shape[0], -1]);
        },
        posterior: (parameters_BP) =>
          holdVariational(variational.posterior(parameters_BP), parameters_BP.shape[0]),
      },
    }),
  };
};
