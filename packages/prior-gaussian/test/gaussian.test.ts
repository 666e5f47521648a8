import "@tensorflow/tfjs-backend-cpu";
import {
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { createRng, createScope, type Distribution } from "@textvae/core";
import {
  deterministic,
  diagonalGaussian,
  gaussian,
  interpolate,
  standardNormal,
} from "@textvae/prior-gaussian";
import { gradientsOf, numbersOf, tinySizes } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

/*
 * from scipy import integrate; from scipy.stats import norm; import numpy as np    # SciPy 1.17.1
 * m, s, n, t = [.5, -1.], [np.exp(.3), np.exp(-.7)], [0., .25], [1., np.exp(.4)]
 * sum(norm(m[i], s[i]).logpdf([.2, -.4][i]) for i in (0, 1))
 * sum(norm(m[i], s[i]).entropy() for i in (0, 1))
 * kl = lambda m, s, n, t: integrate.quad(lambda z: norm(m, s).pdf(z) *
 *     (norm(m, s).logpdf(z) - norm(n, t).logpdf(z)), m - 12*s, m + 12*s, epsabs=1e-12)[0]
 * [kl(m[i], s[i], n[i], t[i]) for i in (0, 1)], [kl(m[i], s[i], 0, 1) for i in (0, 1)]
 */
const scipy = {
  logProb: -2.192509584065618,
  entropy: 2.4378770664093454,
  klToOther: [0.2360594001952547, 1.0064398323977464],
  klToStandard: [0.2360594001952547, 0.8232984819708032],
};

const q = (): Distribution =>
  diagonalGaussian({ mean_BZ: tensor2d([[0.5, -1]]), logStd_BZ: tensor2d([[0.3, -0.7]]) });
const p = (): Distribution =>
  diagonalGaussian({ mean_BZ: tensor2d([[0, 0.25]]), logStd_BZ: tensor2d([[0, 0.4]]) });

const close = (actual: Float32Array, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((x, i) => {
    expect(actual[i]).toBeCloseTo(x, 5);
  });
};

test("log-density, entropy and KL agree with SciPy", async () => {
  close(await numbersOf(() => q().logProb(tensor2d([[0.2, -0.4]]))), [scipy.logProb]);
  close(await numbersOf(() => q().entropy?.() as never), [scipy.entropy]);
  close(await numbersOf(() => q().klTo?.(p()) as never), scipy.klToOther);
  close(await numbersOf(() => q().klTo?.(standardNormal(2)) as never), scipy.klToStandard);
});

test("KL to a distribution that is no diagonal Gaussian has no closed form", () => {
  const { logProb, sample, eventShape, batch, support, gradient } = standardNormal(2);
  const plain: Distribution = { logProb, sample, eventShape, batch, support, gradient };
  expect(q().klTo?.(plain)).toBeUndefined();
});

test("log σ is linear within its limit and held there", async () => {
  for (const [scale, expected] of [
    [1, 0.5],
    [1000, 2],
  ] as const) {
    const scope = createScope(createRng(1));
    const built = gaussian({ size: 1, logStdLimit: 2 }).build(scope, tinySizes({ features: 1 }));
    scope.parameters.get("logStd.kernel")?.assign(tensor2d([[0.5]]));
    const entropy = await numbersOf(
      () => built.posterior(tensor2d([[scale]])).entropy?.() as never,
    );
    close(entropy, [expected + 0.5 * Math.log(2 * Math.PI * Math.E)]);
    scope.dispose();
  }
});

test("gradients reach exactly the four parameters of the heads", () => {
  const scope = createScope(createRng(1));
  const built = gaussian({ size: 2 }).build(scope, tinySizes());
  const gradients = gradientsOf(() => {
    const posterior = built.posterior(zeros([3, 6]));
    return sum(posterior.klTo?.(built.prior()) as Tensor) as Scalar;
  }, scope.parameters);
  expect([...gradients.keys()]).toEqual([
    "mean.kernel",
    "mean.bias",
    "logStd.kernel",
    "logStd.bias",
  ]);
  scope.dispose();
});

test("point codes have no density, and say what to do", () => {
  const scope = createScope(createRng(1));
  const built = deterministic({ size: 2 }).build(scope, tinySizes());
  tidy(() => {
    const posterior = built.posterior(zeros([1, 6]));
    expect(() => posterior.logProb(zeros([1, 2]))).toThrowError(
      expect.objectContaining({
        code: "CAPABILITY",
        message: expect.stringContaining("a prior with a density"),
      }),
    );
  });
  scope.dispose();
});

test("options out of range are refused", () => {
  expect(() => gaussian({ size: 0 })).toThrowError(expect.objectContaining({ code: "OPTION" }));
  expect(() => gaussian({ sise: 3 } as never)).toThrowError(/Did you mean "size"/);
});

test("codes are joined by a straight line", () => {
  expect(interpolate([0, 2], [1, 4], 0)).toEqual([0, 2]);
  expect(interpolate([0, 2], [1, 4], 0.25)).toEqual([0.25, 2.5]);
  expect(interpolate([0, 2], [1, 4], 1)).toEqual([1, 4]);
  const given = (from: unknown, to: unknown) => () => interpolate(from as never, to as never, 0.5);
  const refused = expect.objectContaining({ code: "SHAPE" });
  for (const from of [tensor1d([0, 2]), [0], [Number.NaN, 1], undefined]) {
    expect(given(from, [1, 4])).toThrow(refused);
    expect(given([1, 4], from)).toThrow(refused);
  }
  expect(given(Float32Array.of(0, 2), [1, 4])()).toEqual([0.5, 3]);
});
