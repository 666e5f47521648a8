import { tensor2d, zeros } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { type Condition, latentPolicy, priorNetwork } from "@textvae/core";
import { categorical, categoricalFromLogits, type Relaxation } from "@textvae/prior-categorical";
import { testDistribution, testPrior } from "@textvae/testing";

await cpu().start();

/** As wide as the features with which the laws ask a prior. */
const told: Condition = {
  size: 6,
  build:
    () =>
    ({ size }) =>
      zeros([size, 6]),
};
const relaxations: readonly Relaxation[] = [
  "gumbel-softmax",
  "straight-through-argmax",
  "straight-through-sample",
];
const classes = 3;

for (const relaxation of relaxations) {
  testDistribution({
    parameters: {
      logits_BZ: [
        [2, -1, 0.3, 0, 1, -2],
        [-1, 1.5, 0, 0.5, -2, 1],
      ],
    },
    make: ({ logits_BZ }) =>
      categoricalFromLogits({ logits_BZ, classes, relaxation, temperature: 0.7 }),
    against: [
      () => categoricalFromLogits({ logits_BZ: zeros([1, 6]), classes }),
      () =>
        categoricalFromLogits({
          logits_BZ: tensor2d([
            [0.5, 0, -2, 1, 1, 0.2],
            [0, 1, 0, -1, 0.5, 0],
          ]),
          classes,
        }),
    ],
  });
  testPrior({ prior: categorical({ variables: 2, classes, relaxation }) });
  const prior = priorNetwork(categorical({ variables: 2, classes, relaxation }), { hidden: [5] });
  testPrior({ prior, condition: 4 });
  const policy = latentPolicy(categorical({ variables: 2, classes, relaxation }), told, {
    hidden: [5],
  });
  testPrior({ prior: policy.prior, condition: 6 });
}

testPrior({ prior: categorical({ variables: 2, classes, prior: "learned" }) });
