import "@tensorflow/tfjs-backend-cpu";
import {
  mean,
  type Scalar,
  setBackend,
  sub,
  type Tensor1D,
  tensor2d,
  tidy,
  tile,
} from "@tensorflow/tfjs-core";
import { type Divergence, meanOverSamples } from "@textvae/core";
import { mmd, sumOf } from "@textvae/divergence-mmd";
import { type Pair, referenceNormal, testDivergence } from "@textvae/testing";

await setBackend("cpu");

/** All rows of q alike, so that its codes are independent draws of the aggregate posterior. */
const alike = (shift: number): Pair => {
  const normal = (rows: number, mean: number) =>
    referenceNormal({
      mean_BZ: tile(tensor2d([[mean, -mean, 0]]), [rows, 1]),
      std_BZ: tile(tensor2d([[1, 1, 1 + mean]]), [rows, 1]),
    });
  return () => ({ q: normal(5, shift), p: normal(1, 0) });
};

for (const kernel of ["gaussian", "imq", "imq-multiscale"] as const) {
  testDivergence({
    divergence: mmd({ kernel }),
    pairs: [alike(0.5), alike(2)],
    equal: [alike(0)],
  });
  // Its bias at q = p is what makes "v" never negative.
  testDivergence({ divergence: mmd({ kernel, statistic: "v" }), equal: [] });
}

/** log q(z) − log p(z) of the samples. */
const sampled: Divergence = {
  bound: true,
  between: (q, p, { z_BZ }) => {
    const perExample_B = tidy(() => {
      const perSample_N = sub(q.logProb(z_BZ), p.logProb(z_BZ)) as Tensor1D;
      return meanOverSamples(perSample_N, z_BZ.shape[0] / q.batch);
    });
    return { value: mean(perExample_B) as Scalar, perExample_B, estimator: "Monte Carlo" };
  },
};

testDivergence({
  divergence: sumOf({ terms: [{ divergence: sampled }, { divergence: sampled }] }),
});
testDivergence({
  divergence: sumOf({ terms: [{ divergence: sampled, weight: 0.5 }, { divergence: mmd() }] }),
  wraps: sampled,
  pairs: [alike(0.5)],
  equal: [alike(0)],
});
