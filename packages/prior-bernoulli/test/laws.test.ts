import { tensor2d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { priorNetwork } from "@textvae/layers";
import { bernoulli, bernoulliFromLogits } from "@textvae/prior-bernoulli";
import { testDistribution, testPrior } from "@textvae/testing";

await cpu().start();

testDistribution({
  parameters: {
    logits_BZ: [
      [2, -1, 0.3],
      [-0.5, 1.5, -2],
    ],
  },
  make: ({ logits_BZ }) => bernoulliFromLogits(logits_BZ),
  against: [
    () => bernoulliFromLogits(tensor2d([[0, 0, 0]])),
    () => bernoulliFromLogits(tensor2d([[1, -3, 0.5]])),
    () =>
      bernoulliFromLogits(
        tensor2d([
          [0.5, 0, -2],
          [1, 1, 0.2],
        ]),
      ),
  ],
});

testPrior({ prior: bernoulli({ size: 3 }) });
testPrior({ prior: bernoulli({ size: 3, prior: 0.2 }) });
testPrior({ prior: bernoulli({ size: 3, prior: "learned" }) });
testPrior({ prior: bernoulli({ size: 3, noise: true }) });
testPrior({ prior: priorNetwork(bernoulli({ size: 3 }), { hidden: [5] }), condition: 4 });
