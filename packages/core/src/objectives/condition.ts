import { type Tensor2D, tile } from "@tensorflow/tfjs-core";
import type { Batch } from "../contracts/batch.ts";
import type { Context } from "../contracts/context.ts";
import type { Model } from "../model/model.ts";

/** The context with the condition of the batch in it, where the model has one. */
export const withCondition = (model: Model, batch: Batch, context: Context): Context => {
  const c_BC = context.c_BC ?? model.condition(batch, context);
  return c_BC ? { ...context, c_BC } : context;
};

/** The context with its condition repeated `n` times, sample-major. */
export const repeatCondition = (context: Context, n: number): Context =>
  context.c_BC && n > 1 ? { ...context, c_BC: tile(context.c_BC, [n, 1]) as Tensor2D } : context;
