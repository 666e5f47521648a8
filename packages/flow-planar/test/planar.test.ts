import "@tensorflow/tfjs-backend-cpu";
import {
  grads,
  mul,
  scalar,
  setBackend,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { createRng, createScope } from "@textvae/core";
import { planar, planarInverse, planarMap } from "@textvae/flow-planar";
import { movedAlong } from "@textvae/layers";
import { allFinite, allNear, numbersOf, testFlow, tinySizes } from "@textvae/testing";
import { expect, test } from "vitest";

await setBackend("cpu");

testFlow({ flow: planar() });
testFlow({ flow: planar({ layers: 3 }), size: 2 });
testFlow({ flow: planar({ layers: 2, amortised: true }) });

/*
 * import numpy as np                                                              # NumPy
 * def planar(z, u, w, b):
 *     uw = np.dot(u, w); uh = u + (-1 + np.log1p(np.exp(uw)) - uw) * w / np.dot(w, w)
 *     a = np.tanh(z @ w + b)
 *     return z + uh * a, np.linalg.slogdet(np.eye(len(z)) + np.outer(uh, (1 - a*a) * w))[1]
 * planar(np.array([.3, -.5, 1.2]), np.array(u), np.array([.7, .5, -1.]), .1)
 */
const w_RZ = [[0.7, 0.5, -1]];
const numpy = [
  {
    sign: "above",
    u_RZ: [[0.4, 0.9, -0.2]],
    z: [0.19290824, -1.07677706, 1.05049157],
    logDet: 0.08472398805951958,
  },
  {
    sign: "below",
    u_RZ: [[-2, -1.5, 0.6]],
    z: [1.33515902, 0.29757173, 1.55945036],
    logDet: -0.3795976111651122,
  },
];

test.each(numpy)("map and log-determinant agree with NumPy, wᵀu $sign −1", async (expected) => {
  const map = () =>
    planarMap(tensor2d([[0.3, -0.5, 1.2]]), {
      u_RZ: tensor2d(expected.u_RZ),
      w_RZ: tensor2d(w_RZ),
      b_R: tensor1d([0.1]),
    });
  allNear(await numbersOf(() => map().z_BZ), expected.z, 1e-5, "z′");
  allNear(await numbersOf(() => map().logDet_B), [expected.logDet], 1e-5, "logDet");
});

test("the log-determinant stays finite and exact where the map is almost flat", async () => {
  // wᵀu = −30: det = tanh²(a) + (1 − tanh²(a)) softplus(−30), a = 0.01, in double precision.
  const squared = Math.tanh(0.01) ** 2;
  const expected = Math.log(squared + (1 - squared) * Math.log1p(Math.exp(-30)));
  const logDet = await numbersOf(
    () =>
      planarMap(tensor2d([[0.01]]), {
        u_RZ: tensor2d([[-30]]),
        w_RZ: tensor2d([[1]]),
        b_R: tensor1d([0]),
      }).logDet_B,
  );
  allNear(logDet, [expected], 1e-5, "logDet");
});

// mpmath, 30 digits: t = tanh(wᵀz + b), log(t² + (1 − t²) log1p(e^{wᵀu})).
test.each([
  { u: -110, z: 0, logDet: -110 },
  { u: -104, z: 1e-30, logDet: -104 },
  { u: -500, z: 0, logDet: -500 },
  { u: -150, z: 1e-20, logDet: -92.10340371976183 },
  { u: -65, z: 1e-16, logDet: -64.99983052543719 },
  { u: -200, z: 0.5, logDet: -1.5438736658106094 },
])("a map that is flat has a finite log-determinant and gradient: %o", async ({ u, z, logDet }) => {
  const map = (z_BZ: Tensor2D, u_RZ: Tensor2D) =>
    planarMap(z_BZ, { u_RZ, w_RZ: tensor2d([[1]]), b_R: tensor1d([0]) });
  const [at, along] = [tensor2d([[z]]), tensor2d([[u]])];
  allNear(await numbersOf(() => map(at, along).logDet_B), [logDet], 1e-4, "logDet");
  for (const part of ["z_BZ", "logDet_B"] as const) {
    const slopes = grads((...x) => sum(map(x[0] as Tensor2D, x[1] as Tensor2D)[part]));
    for (const slope of slopes([at, along])) allFinite(await slope.data(), `gradient of ${part}`);
  }
  const back = () =>
    planarInverse(map(at, along).z_BZ, { u_RZ: along, w_RZ: tensor2d([[1]]), b_R: tensor1d([0]) });
  allFinite(await numbersOf(() => back().z_BZ), "inverse");
  allFinite(await numbersOf(() => back().logDet_B), "logDet of the inverse");
});

test.each([0, 1e-30, 1e-16, 1e-7, 1e-3])(
  "a w of length %d leaves map and gradient finite",
  async (length) => {
    const map = (...x: Tensor[]) =>
      planarMap(tensor2d([[0.3, -0.5]]), { u_RZ: x[0], w_RZ: x[1], b_R: x[2] } as never);
    const parameters = [
      tensor2d([[0.4, -0.2]]),
      tensor2d([[0.6 * length, 0.8 * length]]),
      tensor1d([0.3]),
    ];
    for (const part of ["z_BZ", "logDet_B"] as const) {
      allFinite(await numbersOf(() => map(...parameters)[part]), part);
      for (const slope of grads((...x) => sum(map(...x)[part]))(parameters)) {
        allFinite(await slope.data(), `gradient of ${part}`);
      }
    }
    // The log-determinant is that of the map at hand, which moves codes along û and depends on wᵀz alone.
    const { u_RZ, share_R1 } = movedAlong(
      ...(parameters.slice(0, 2) as [Tensor2D, Tensor2D]),
      scalar(-0.3),
    );
    const product = await numbersOf(() => sum(mul(u_RZ, parameters[1] as Tensor)));
    const [share] = await numbersOf(() => share_R1);
    const expected = 0.08 * length - 0.3 * (share as number);
    allNear(product, [expected], 1e-5, "wᵀû");
  },
);

test("an amortised flow maps n samples of a row with that row's parameters", async () => {
  const scope = createScope(createRng(3));
  const flow = planar({ amortised: true }).build(scope, tinySizes({ latent: 2, features: 2 }));
  const h = () =>
    tensor2d([
      [1, -1],
      [0.5, 2],
    ]);
  const z = [
    [0.1, 0.2],
    [0.3, 0.4],
  ];
  const once = await numbersOf(() => flow.forward(tensor2d(z), h()).z_BZ);
  const twice = await numbersOf(() => flow.forward(tensor2d([...z, ...z]), h()).z_BZ);
  allNear(twice, [...once, ...once], 1e-6, "samples of both rows, twice");
  scope.dispose();
});

test("an amortised flow without features says what it needs", () => {
  const scope = createScope(createRng(1));
  const flow = planar({ amortised: true }).build(scope, tinySizes());
  tidy(() => {
    expect(() => flow.forward(zeros([1, 3]))).toThrowError(
      expect.objectContaining({ code: "CAPABILITY" }),
    );
  });
  scope.dispose();
});
