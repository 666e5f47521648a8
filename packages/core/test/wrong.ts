import { expandDims, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { sgd } from "@textvae/optimizers";
import { memoryStorage, openRun } from "@textvae/run-format";
import {
  assemble,
  type Distribution,
  type Divergence,
  elbo,
  evaluate,
  type ModelParts,
  type Objective,
  TextvaeError,
  train,
} from "../src/index.ts";
import { affineFlow, monteCarloKl, toyDataset, toyDecoder, toyEncoder, toyPrior } from "./toy.ts";

/* What wrong parts are made of: the parts of a toy model, each with something of it changed. */
export const dataset = toyDataset([0.3, -1.2, 2.5]);
export const encoder = toyEncoder;
export const decoder = toyDecoder;
export const flow = affineFlow(2, 1);
export const whole = { encoder, prior: toyPrior(), decoder, flows: [flow] };
export const objective = elbo({ divergence: monteCarloKl });

export type Make = (...given: never[]) => unknown;
/** A tensor-valued function with its result changed. */
export const changed =
  (make: Make, change: (tensor: Tensor) => unknown): Make =>
  (...given) =>
    change(make(...given) as Tensor);
export const column = (tensor: Tensor) => expandDims(tensor, 1);

/** The toy prior whose posteriors are changed. */
export const posteriors = (change: (q: Distribution) => object, base = toyPrior()) => ({
  ...base,
  build: (...given: Parameters<typeof base.build>) => {
    const built = base.build(...given);
    return { ...built, posterior: (h_BH: Tensor2D) => change(built.posterior(h_BH)) };
  },
});
export const builtAs = (part: { build: Make }, change: (built: never) => unknown) => ({
  ...part,
  build: (...given: never[]) => change(part.build(...given) as never),
});
export const flowing = (change: (moved: { z_BZ: Tensor; logDet_B: Tensor }) => object) => [
  builtAs(flow as never, (built: { forward: Make }) => ({
    forward: (...given: never[]) => change(built.forward(...given) as never),
  })),
];
export const decoding = (change: (nats_B: Tensor) => unknown) =>
  builtAs(decoder as never, (built: { logProb: Make }) => ({
    logProb: changed(built.logProb, change),
  }));
export const diverging = (change: object | ((value: Record<string, Tensor>) => object)) => ({
  ...monteCarloKl,
  between: (...given: Parameters<Divergence["between"]>) => {
    const value = monteCarloKl.between(...given);
    return { ...value, ...(typeof change === "function" ? change(value as never) : change) };
  },
});
export const minimising = (change: (terms: Record<string, Tensor>) => object): Objective => ({
  ...objective,
  terms: (...given) => {
    const terms = objective.terms(...given);
    return { ...terms, ...change(terms as never) };
  },
});

export const failure = async (body: () => unknown): Promise<string> => {
  try {
    await body();
  } catch (error) {
    return `${error instanceof TextvaeError ? error.code : "no code"} ${(error as Error).message}`;
  }
  return "accepted";
};
export const assembled = (parts: object, chosen: Objective | readonly Objective[] = objective) =>
  assemble({ ...whole, ...parts } as ModelParts, { dataset, seed: 1, objective: chosen });

export const trained = async (parts: object, chosen = objective) => {
  const run = await openRun(memoryStorage(), {});
  const model = assembled(parts, chosen);
  const setup = { model, objective: chosen, optimizer: sgd({ learningRate: 0.1 }), dataset, run };
  for await (const _ of train({ ...setup, seed: 1, batchSize: 3, until: { steps: 1 } }));
};
export const evaluated = (parts: object, chosen = objective) =>
  evaluate({ model: assembled(parts, chosen), objective: chosen, dataset, split: "valid" });
