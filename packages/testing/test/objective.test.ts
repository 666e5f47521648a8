import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  mean,
  mul,
  neg,
  reshape,
  setBackend,
  sub,
  type Tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import { type Divergence, elbo, meanOverSamples, type Objective, type Terms } from "@textvae/core";
import { iwae } from "@textvae/objectives";
import { objectiveLaws, testObjective } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

const kl: Divergence = {
  bound: true,
  between: (q, p, { z_BZ }) => {
    const made = tidy(() => {
      const perSample_N = sub(q.logProb(z_BZ), p.logProb(z_BZ)) as never;
      const perExample_B = meanOverSamples(perSample_N, z_BZ.shape[0] / q.batch);
      return { value: mean(perExample_B), perExample_B };
    });
    return { ...made, estimator: "Monte Carlo" } as never;
  },
};
const bound = elbo({ divergence: kl });

testObjective({ objective: bound });
testObjective({ objective: iwae({ samples: 3 }) });

/** Whether this law finds the objective out. */
const finds = async (law: string, change: Partial<Objective>): Promise<boolean> => {
  const laws = objectiveLaws({ objective: { ...bound, ...change } });
  const chosen = laws.find(({ name }) => name.includes(law));
  if (!chosen) throw new TypeError(`no law of ${law}`);
  return Promise.resolve(chosen.check()).then(
    () => false,
    () => true,
  );
};

const terms = (change: (terms: Terms) => Partial<Terms>): Partial<Objective> => ({
  terms: (...given) => {
    const made = bound.terms(...given);
    return { ...made, ...change(made) };
  },
});

test.each<readonly [law: string, what: string, change: Partial<Objective>]>([
  ["smaller once trained", "a loss that is walked up", terms(({ loss }) => ({ loss: neg(loss) }))],
  ["is one", "a loss without its divergence", terms((t) => ({ loss: mean(t.reconstruction_B) }))],
  ["is one", "a number without its divergence", terms((t) => ({ nll_B: t.reconstruction_B }))],
  [
    "a mean over items",
    "a sum over the batch",
    terms((t) => ({ loss: mul(t.loss, t.nll_B.size) })),
  ],
  [
    "a row for each item",
    "a column",
    terms((t) => ({ nll_B: reshape(t.nll_B as Tensor, [-1, 1]) as never })),
  ],
  [
    "the gradient",
    "a gradient of something else",
    {
      differentiate: (model, parameters, batch, context) => ({
        terms: bound.terms(model, batch, context),
        gradients: new Map([...parameters].map(([name, x]) => [name, add(x, 1)])),
      }),
    },
  ],
])("the law of %s finds %s", async (law, _, change) => {
  expect(await finds(law, change)).toBe(true);
});
