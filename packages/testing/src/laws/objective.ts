import { add, mean, mul, type Scalar, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Gradients, type Model, type Objective } from "@textvae/core";
import { repeatBatch } from "@textvae/core/internals";
import { adam } from "@textvae/optimizers";
import { evaluation, tinyBatch } from "../batches.ts";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { meanIsAtLeast, strided } from "../statistics.ts";
import { gradientsOf, numbersOf } from "../tensors.ts";
import { evidence, tinyModel } from "./tiny-model.ts";

export interface ObjectiveSubject {
  /** One that can train a model of encoder, prior and decoder without a condition. */
  readonly objective: Objective;
}

const batch = tinyBatch(["a a a", "b b b", "c c c"]);
const ROWS = batch.size;
const UPDATES = 50;
const REPEATS = 300;

/** The laws of an objective, on a model whose −log p(x) can be computed. */
export const objectiveLaws = ({ objective }: ObjectiveSubject): Law[] => {
  const context = (seed = 1) => evaluation(seed, { training: true });
  const termsOf = (model: Model, seed = 1, rows = batch) =>
    objective.terms(model, rows, context(seed));
  const lossOf = (model: Model, seed = 1) => numbersOf(() => termsOf(model, seed).loss);
  /** Once with first values, and once trained with this very objective. */
  const on = (updates: number, check: (model: Model) => Promise<void>) => async () => {
    const model = tinyModel(3);
    try {
      await walk(objective, model, updates);
      await check(model);
    } finally {
      model.dispose();
    }
  };
  return [
    law(
      "terms have a row for each item and a name",
      on(0, async (model) => {
        const parts = ["reconstruction_B", "nll_B", "divergence_B"] as const;
        tidy(() => {
          const terms = termsOf(model);
          sameShape(terms.loss.shape, [], "loss");
          for (const part of parts) {
            if (terms[part]) sameShape(terms[part].shape, [ROWS], part);
          }
          holds(terms.estimator.name !== "", "estimator: expected a name");
        });
        allFinite(await numbersOf(() => termsOf(model).nll_B), "nll_B");
        allFinite(await lossOf(model), "loss");
      }),
    ),
    law(
      "the reconstruction is −log p(x|z): not negative, and smaller once trained",
      on(0, async (model) => {
        const average = async () => {
          const found = await numbersOf(() => termsOf(model).reconstruction_B);
          holds(Math.min(...found) >= 0, `reconstruction_B: expected ≥ 0; got ${found}`);
          return found.reduce((a, b) => a + b, 0) / found.length;
        };
        const before = await average();
        await walk(objective, model, UPDATES);
        const after = await average();
        holds(after < 0.9 * before, `reconstruction: ${before} at first, ${after} after training`);
      }),
    ),
    law(
      "the gradient is that of the loss",
      on(5, async (model) => gradientIsSlope(objective, model, lossOf)),
    ),
    law(
      "the loss is a mean over items",
      on(0, async (model) => {
        const [once] = await numbersOf(
          () => termsOf(model, 2, repeatBatch(batch, 20) as typeof batch).loss,
        );
        const [often] = await numbersOf(
          () => termsOf(model, 2, repeatBatch(batch, 80) as typeof batch).loss,
        );
        allNear([often as number], [once as number], 0.15, "loss of four times as many items");
      }),
    ),
    law(
      "what calls itself a bound is one",
      on(UPDATES, async (model) =>
        boundHolds(model, (seed) =>
          termsOf(model, seed, repeatBatch(batch, REPEATS) as typeof batch),
        ),
      ),
    ),
  ];
};

const gradients = (objective: Objective, model: Model, seed: number): Gradients => {
  const context = evaluation(seed, { training: true });
  if (!objective.differentiate) {
    return gradientsOf(() => objective.terms(model, batch, context).loss, model.parameters);
  }
  const made = objective.differentiate(model, model.parameters, batch, context);
  return made.gradients;
};

/** Some updates of Adam on the objective. */
const walk = async (objective: Objective, model: Model, updates: number): Promise<void> => {
  const optimizer = adam({ learningRate: 0.1 });
  let state = optimizer.init(model.parameters);
  for (let i = 0; i < updates; i++) {
    const kept = tidy(() => Object.fromEntries(gradients(objective, model, 100 + i)));
    const next = optimizer.update(new Map(Object.entries(kept)), state, model.parameters);
    for (const [name, update] of next.updates) {
      const parameter = model.parameters.get(name);
      tidy(() => parameter?.assign(add(parameter, update)));
      update.dispose();
    }
    state = next.state;
  }
  for (const tensor of state.tensors.values()) tensor.dispose();
};

const STEP = 0.01;

/** Along one direction of each parameter. */
const gradientIsSlope = async (
  objective: Objective,
  model: Model,
  lossOf: (model: Model) => Promise<Float32Array>,
): Promise<void> => {
  const found = tidy(() => Object.fromEntries(gradients(objective, model, 1)));
  for (const [name, parameter] of model.parameters) {
    const direction = tidy(() => createRng(9).stream(name).normal(parameter.shape));
    const move = (by: number) => tidy(() => parameter.assign(add(parameter, mul(direction, by))));
    const gradient = found[name];
    const slope = gradient
      ? (await numbersOf(() => sum(mul(gradient, direction)) as Scalar))[0]
      : 0;
    move(STEP);
    const [ahead] = await lossOf(model);
    move(-2 * STEP);
    const [behind] = await lossOf(model);
    move(STEP);
    direction.dispose();
    const expected = ((ahead as number) - (behind as number)) / (2 * STEP);
    allNear([slope as number], [expected], 0.03, `slope of the loss along ${name}`);
  }
  for (const gradient of Object.values(found)) gradient.dispose();
};

/** E[nll] ≥ −log p(x), and the loss that is trained is no less than what is reported. */
const boundHolds = async (
  model: Model,
  terms: (seed: number) => ReturnType<Objective["terms"]>,
): Promise<void> => {
  const { isBound, weight } = tidy(() => {
    const { estimator, weight } = terms(1);
    return { isBound: estimator.bound, weight };
  });
  if (!isBound) return;
  const exact = await evidence(
    (z_NZ, nodes) =>
      numbersOf(() => model.logLikelihood(repeatBatch(batch, nodes), z_NZ, evaluation())),
    ROWS,
  );
  const nll = await numbersOf(() => terms(2).nll_B);
  exact.forEach((value, b) => {
    meanIsAtLeast(strided(nll, b, ROWS), value, `nll_B against −log p(x), item ${b}`);
  });
  if (weight !== 1) return;
  const [slack] = await numbersOf(() => {
    const { loss, nll_B } = terms(3);
    return sub(loss, mean(nll_B));
  });
  holds((slack as number) > -1e-4, `loss − mean nll: expected ≥ 0; got ${slack}`);
};
