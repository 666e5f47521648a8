import {
  assemble,
  createRng,
  elbo,
  type ModelParts,
  type Resume,
  type Storage,
  type TrainingEvent,
  train,
} from "@textvae/core";
import { adam, chain, clipByGlobalNorm, decayOnPlateau } from "@textvae/optimizers";
import { type Engine, openRun } from "@textvae/run-format";
import {
  a,
  monteCarloKl,
  s,
  toyDataset,
  toyDecoder,
  toyEncoder,
  toyPrior,
} from "../../core/test/toy.ts";

const noise = createRng(1).stream("data").normals(64);
const dataset = toyDataset([...noise].map((x) => x * Math.sqrt(a * a + s * s)));
const parts: ModelParts = { encoder: toyEncoder, prior: toyPrior(0, 1), decoder: toyDecoder };

export const toyConfig = { recipe: "toy", seed: 1 };

export const toyModel = () => assemble(parts, { dataset, seed: 1 });

/** Trains the linear-Gaussian model on a storage, as one process would. */
export const toyTraining = async (
  storage: Storage,
  steps: number,
  { resume, engine }: { readonly resume?: Resume; readonly engine?: Engine } = {},
): Promise<TrainingEvent[]> => {
  const model = toyModel();
  const events: TrainingEvent[] = [];
  try {
    const setup = {
      ...{
        model,
        dataset,
        seed: 1,
        batchSize: 10,
        logEvery: 3,
        evaluateEvery: 8,
        checkpointEvery: 5,
      },
      run: await openRun(
        storage,
        { ...toyConfig, until: { steps } },
        { ...(engine && { engine }) },
      ),
      until: { steps },
      objective: elbo({ divergence: monteCarloKl }),
      optimizer: chain(
        clipByGlobalNorm(5),
        adam({ learningRate: 0.02 }),
        decayOnPlateau({ divide: 1.5 }),
      ),
      ...(resume && { resume }),
    };
    for await (const event of train(setup)) events.push(event);
  } finally {
    model.dispose();
  }
  return events;
};
