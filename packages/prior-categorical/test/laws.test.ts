import { tensor2d, zeros } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { priorNetwork } from "@textvae/layers";
import { categorical, categoricalFromLogits, type Relaxation } from "@textvae/prior-categorical";
import { testDistribution, testPrior } from "@textvae/testing";

await cpu().start();

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
}

testPrior({ prior: categorical({ variables: 2, classes, prior: "learned" }) });
