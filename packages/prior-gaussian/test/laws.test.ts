import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor2d } from "@tensorflow/tfjs-core";
import { priorNetwork } from "@textvae/layers";
import {
  deterministic,
  diagonalGaussian,
  gaussian,
  pointMass,
  standardNormal,
} from "@textvae/prior-gaussian";
import { testDistribution, testPrior } from "@textvae/testing";

await setBackend("cpu");

const mean_BZ = [
  [0.5, -1],
  [-2, 0.25],
];
const logStd_BZ = [
  [0.3, -0.7],
  [-0.2, 0.4],
];

testDistribution({
  parameters: { mean_BZ, logStd_BZ },
  make: ({ mean_BZ, logStd_BZ }) => diagonalGaussian({ mean_BZ, logStd_BZ }),
  against: [
    () => standardNormal(2),
    () => diagonalGaussian({ mean_BZ: tensor2d([[1, -0.5]]), logStd_BZ: tensor2d([[-0.3, 0.6]]) }),
    () =>
      diagonalGaussian({
        mean_BZ: tensor2d([
          [0, 0.25],
          [-1, 1],
        ]),
        logStd_BZ: tensor2d([
          [0, 0.4],
          [0.1, 0.2],
        ]),
      }),
  ],
});

testDistribution({ parameters: { mean_BZ }, make: ({ mean_BZ }) => pointMass(mean_BZ) });

testPrior({ prior: gaussian({ size: 3 }) });
testPrior({ prior: deterministic({ size: 3 }) });
testPrior({ prior: priorNetwork(gaussian({ size: 3 }), { hidden: [5] }), condition: 4 });
testPrior({ prior: priorNetwork(gaussian({ size: 3 }), { hidden: [] }), condition: 4 });
