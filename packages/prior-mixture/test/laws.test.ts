import { log, logSoftmax, type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { bernoulli, bernoulliFromLogits } from "@textvae/prior-bernoulli";
import { categorical } from "@textvae/prior-categorical";
import { diagonalGaussian, gaussian, standardNormal } from "@textvae/prior-gaussian";
import { mixture, mixtureDistribution, withAssignment } from "@textvae/prior-mixture";
import { vmf } from "@textvae/prior-vmf";
import { testDistribution, testPrior } from "@textvae/testing";

await cpu().start();

const logWeight_1C = () => log(tensor2d([[0.3, 0.7]])) as Tensor2D;

testDistribution({
  parameters: { first_BZ: [[2, -1, 0.5]], second_BZ: [[-0.5, 0, 1]] },
  make: ({ first_BZ, second_BZ }) =>
    mixtureDistribution({
      logWeight_1C: logWeight_1C(),
      components: [first_BZ, second_BZ].map(bernoulliFromLogits),
    }),
});

testDistribution({
  parameters: { first_BZ: [[2, -1]], second_BZ: [[-1, 0.5]] },
  make: ({ first_BZ, second_BZ }) =>
    mixtureDistribution({
      logWeight_1C: logWeight_1C(),
      components: [
        diagonalGaussian({ mean_BZ: first_BZ, logStd_BZ: tensor2d([[0, -0.7]]) }),
        diagonalGaussian({ mean_BZ: second_BZ, logStd_BZ: tensor2d([[-0.2, 0.5]]) }),
      ],
    }),
});

// What z is by itself does not change by an assignment beside it.
testDistribution({
  parameters: {
    mean_BZ: [
      [0.5, -1],
      [-2, 0.25],
    ],
    logStd_BZ: [
      [0.3, -0.7],
      [-0.2, 0.4],
    ],
  },
  make: ({ mean_BZ, logStd_BZ }) =>
    withAssignment(
      diagonalGaussian({ mean_BZ, logStd_BZ }),
      logSoftmax(
        tensor2d([
          [0.2, -0.4],
          [0, 1],
        ]),
      ),
    ),
  against: [() => standardNormal(2)],
});

testPrior({ prior: mixture({ prior: gaussian({ size: 3 }), components: 2 }) });
testPrior({ prior: mixture({ prior: bernoulli({ size: 3 }), components: 3 }) });
testPrior({ prior: mixture({ prior: categorical({ variables: 2, classes: 3 }), components: 2 }) });
testPrior({ prior: mixture({ prior: vmf({ size: 3, kappa: 5 }), components: 2 }) });
