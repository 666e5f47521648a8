import { ones, type Tensor2D, tensor2d, zeros } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import type { Distribution } from "@textvae/core";
import { planarMap } from "@textvae/flow-planar";
import { bernoulliFromLogits } from "@textvae/prior-bernoulli";
import { categoricalFromLogits } from "@textvae/prior-categorical";
import { diagonalGaussian, standardNormal } from "@textvae/prior-gaussian";
import { mixtureDistribution } from "@textvae/prior-mixture";
import { normalise, vonMisesFisher } from "@textvae/prior-vmf";
import { beforeAll, describe, expect, test } from "vitest";

beforeAll(() => cpu().start());

/* Tensors that broadcasting would make a number of, though they don't belong together. */
const shape = (rows: number, size: number): Tensor2D => zeros([rows, size]);

const FAMILIES: Readonly<Record<string, (rows: number, size: number) => Distribution>> = {
  gaussian: (rows, size) =>
    diagonalGaussian({ mean_BZ: shape(rows, size), logStd_BZ: shape(rows, size) }),
  vmf: (rows, size) => vonMisesFisher({ mean_BZ: normalise(ones([rows, size])), kappa: 2 }),
  bernoulli: (rows, size) => bernoulliFromLogits(shape(rows, size)),
  categorical: (rows, size) => categoricalFromLogits({ logits_BZ: shape(rows, size), classes: 2 }),
};

describe.each(Object.entries(FAMILIES))("%s", (name, of) => {
  test.each([
    ["twice as wide, half as many", [1, 8]],
    ["half as wide, twice as many", [4, 2]],
    ["of rows between", [3, 4]],
  ] as const)("has no density of codes that are %s", (_, [rows, size]) => {
    expect(() => of(2, 4).logProb(shape(rows, size))).toThrow(/codes \[n·2, 4\]/);
  });

  test("has no KL to codes of another width, nor to other rows", () => {
    // Of other variables a categorical has no closed form, and says so.
    const another = () => of(2, 4).klTo?.(of(1, 2));
    if (name === "categorical") expect(another()).toBeUndefined();
    else expect(another).toThrow(/klTo.*\[2, 4\].*got \[1, 2\]/);
    expect(() => of(3, 4).klTo?.(of(2, 4))).toThrow(/klTo/);
    expect(of(3, 4).klTo?.(of(1, 4))?.shape[0]).toBe(3);
  });
});

const some = (more: object) => () =>
  categoricalFromLogits({ logits_BZ: shape(1, 3), classes: 3, ...more });

const mixed = (weights: number[], components: readonly (() => Distribution)[]) => () =>
  mixtureDistribution({
    logWeight_1C: tensor2d([weights]),
    components: components.map((make) => make()),
  });

test.each<[string, () => unknown, RegExp]>([
  [
    "one σ for three μ",
    () => diagonalGaussian({ mean_BZ: shape(2, 3), logStd_BZ: shape(2, 1) }),
    /diagonalGaussian: .*got \[2,3\] and \[2,1\]/,
  ],
  ["logits of one axis", () => bernoulliFromLogits(zeros([3]) as never), /bernoulli/],
  ["classes of 1.5", some({ classes: 1.5 }), /categor/],
  [
    "a temperature below 0",
    some({ temperature: -1 }),
    /categoricalFromLogits\.temperature: .*got -1/,
  ],
  ["a temperature of NaN", some({ temperature: Number.NaN }), /categoricalFromLogits\.temperature/],
  ["no component", mixed([0], []), /mixtureDistribution/],
  [
    "two weights of one component",
    mixed([0, 0], [() => standardNormal(2)]),
    /mixture.*\[1,2\] for 1/,
  ],
  [
    "components of two widths",
    mixed([0, 0], [() => standardNormal(2), () => standardNormal(3)]),
    /mixture.*over 3/,
  ],
  [
    "a flow of another width",
    () =>
      planarMap(shape(2, 3), { u_RZ: shape(1, 2), w_RZ: shape(1, 2), b_R: zeros([1]) as never }),
    /planarMap/,
  ],
  [
    "a flow of u of one row and w of two",
    () =>
      planarMap(shape(2, 3), { u_RZ: shape(1, 3), w_RZ: shape(2, 3), b_R: zeros([1]) as never }),
    /planarMap: .*w \[2,3\]/,
  ],
])("%s: refused", (_, make, message) => expect(make).toThrow(message));
