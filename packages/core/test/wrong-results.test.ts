import "@tensorflow/tfjs-backend-cpu";
import { cast, mean, setBackend, sum, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { wae } from "@textvae/objectives";
import { beforeAll, describe, expect, test } from "vitest";
import { type Distribution, elbo, evaluate, type Objective } from "../src/index.ts";
import { monteCarloKl, toyPrior } from "./toy.ts";
import {
  assembled,
  builtAs,
  changed,
  column,
  dataset,
  decoding,
  diverging,
  encoder,
  evaluated,
  failure,
  flow,
  flowing,
  type Make,
  minimising,
  objective,
  posteriors,
  trained,
} from "./wrong.ts";

beforeAll(() => setBackend("cpu"));

const whole = (x: Tensor) => cast(x, "int32");
const truth = (x: Tensor) => cast(x, "bool");

/*
 * Parts whose results have another shape or kind than the contract says. Each is refused with an
 * error that names the part, in training and in evaluation.
 */
const AT_THE_FIRST_CALL: readonly (readonly [name: string, parts: object, message: RegExp])[] = [
  [
    "features of a promise",
    { encoder: { ...encoder, build: () => async () => 1 } },
    /^PLUGIN encoder: .*a promise/,
  ],
  [
    "features that are absent",
    { encoder: { ...encoder, build: () => () => {} } },
    /^PLUGIN encoder: .*nothing/,
  ],
  [
    "features of one axis",
    { encoder: builtAs(encoder as never, (run: Make) => changed(run, (h) => sum(h, 1))) },
    /^SHAPE encoder: expected shape \[3, 1\]; got shape \[3\]/,
  ],
  [
    "features of another width",
    { encoder: { ...encoder, features: 2 } },
    /^SHAPE encoder: expected shape \[3, 2\]/,
  ],
  [
    "no posterior",
    { prior: posteriors(() => undefined as never) },
    /^PLUGIN prior\.posterior: expected a distribution; got nothing/,
  ],
  [
    "a posterior of a promise",
    { prior: posteriors(async (q) => q) },
    /^PLUGIN prior\.posterior.*a promise/,
  ],
  [
    "a posterior without samples",
    { prior: posteriors(({ logProb }) => ({ logProb })) },
    /^PLUGIN prior\.posterior\.sample/,
  ],
  [
    "a posterior of another batch",
    { prior: posteriors((q) => ({ ...q, batch: 1 })) },
    /^PLUGIN prior\.posterior: expected batch 3/,
  ],
  [
    "a posterior elsewhere",
    { prior: posteriors((q) => ({ ...q, support: "sphere" })) },
    /^PLUGIN prior\.posterior.*support sphere/,
  ],
  [
    "samples of one axis",
    { prior: posteriors((q) => ({ ...q, sample: changed(q.sample as Make, (z) => sum(z, 1)) })) },
    /^SHAPE prior\.posterior\(\)\.sample/,
  ],
  [
    "samples without their number",
    { prior: posteriors((q) => ({ ...q, sample: (rng: never) => q.sample(rng) })) },
    /^SHAPE prior\.posterior\(\)\.sample: expected shape \[6, 1\]; got shape \[3, 1\]\.$/,
  ],
  [
    "a density of the batch",
    { prior: posteriors((q) => ({ ...q, logProb: changed(q.logProb as Make, (p) => mean(p)) })) },
    /^SHAPE prior\.posterior\(\)\.logProb: expected shape \[3\]; got shape \[\]/,
  ],
  [
    "a column of densities",
    { prior: posteriors((q) => ({ ...q, logProb: changed(q.logProb as Make, column) })) },
    /^SHAPE prior\.posterior\(\)\.logProb.*\[3, 1\]/,
  ],
  [
    "densities of integers",
    { prior: posteriors((q) => ({ ...q, logProb: changed(q.logProb as Make, whole) })) },
    /^PLUGIN prior\.posterior\(\)\.logProb: expected numbers of type float32; got int32/,
  ],
  [
    "samples of truth values",
    { prior: posteriors((q) => ({ ...q, sample: changed(q.sample as Make, truth) })) },
    /^PLUGIN prior\.posterior\(\)\.sample: .*got bool/,
  ],
  [
    "a flow to whole numbers",
    { flows: flowing((moved) => ({ ...moved, z_BZ: whole(moved.z_BZ) })) },
    /^PLUGIN flows\[0\]\.forward, z_BZ: .*got int32/,
  ],
  ["a decoder of integers", { decoder: decoding(whole) }, /^PLUGIN decoder\.logProb: .*got int32/],
  [
    "a mean of the batch",
    { prior: posteriors((q) => ({ ...q, mean: () => mean(q.mean?.() as Tensor) })) },
    /^SHAPE prior\.posterior\(\)\.mean/,
  ],
  [
    "a closed form of the batch",
    { prior: posteriors((q) => ({ ...q, klTo: () => mean(q.mean?.() as Tensor) })) },
    /^SHAPE prior\.posterior\(\)\.klTo/,
  ],
  [
    "a prior of a scalar density",
    {
      prior: {
        ...toyPrior(),
        build: (...given: never[]) => {
          const built = (toyPrior().build as Make)(...given) as { prior: () => Distribution };
          return {
            ...built,
            prior: () => {
              const p = built.prior();
              return { ...p, logProb: (z: Tensor2D) => sum(p.logProb(z)) };
            },
          };
        },
      },
    },
    /^SHAPE prior\.prior\(\)\.logProb/,
  ],
  [
    "a prior that disposes its features",
    { flows: [], prior: posteriorsAfterDisposing() },
    /^PLUGIN prior\.posterior: .*disposed/,
  ],
  [
    "a flow of one number for all",
    { flows: flowing((moved) => ({ ...moved, logDet_B: sum(moved.logDet_B) })) },
    /^SHAPE flows\[0\]\.forward, logDet_B: expected shape \[3\]; got shape \[\]/,
  ],
  [
    "a flow of a column",
    { flows: flowing((moved) => ({ ...moved, logDet_B: column(moved.logDet_B) })) },
    /^SHAPE flows\[0\]\.forward, logDet_B/,
  ],
  [
    "a flow of another width",
    { flows: flowing((moved) => ({ ...moved, z_BZ: sum(moved.z_BZ, 1) })) },
    /^SHAPE flows\[0\]\.forward, z_BZ/,
  ],
  [
    "a flow without its determinant",
    { flows: flowing(({ z_BZ }) => ({ z_BZ })) },
    /^PLUGIN flows\[0\]\.forward, logDet_B/,
  ],
  [
    "a flow that disposes its input",
    {
      flows: [
        builtAs(flow as never, (built: { forward: Make }) => ({
          forward: (z: never, h: never) => {
            const moved = built.forward(z, h);
            (z as Tensor).dispose();
            return moved;
          },
        })),
      ],
    },
    /^PLUGIN flows\[0\]\.forward: .*disposed/,
  ],
  [
    "a decoder of one number for all",
    { decoder: decoding((nats_B) => sum(nats_B)) },
    /^SHAPE decoder\.logProb: expected shape \[3\]; got shape \[\]/,
  ],
  ["a decoder of a column", { decoder: decoding(column) }, /^SHAPE decoder\.logProb: .*\[3, 1\]/],
  [
    "a decoder of numbers",
    { decoder: decoding((nats_B) => [...nats_B.dataSync()]) },
    /^PLUGIN decoder\.logProb: .*an array/,
  ],
  [
    "a decoder of a promise",
    { decoder: decoding(async (nats_B) => nats_B) },
    /^PLUGIN decoder\.logProb: .*a promise/,
  ],
];

function posteriorsAfterDisposing() {
  const base = toyPrior();
  return {
    ...base,
    build: (...given: Parameters<typeof base.build>) => {
      const built = base.build(...given);
      return {
        ...built,
        posterior: (h_BH: Tensor2D) => {
          const q = built.posterior(h_BH);
          h_BH.dispose();
          return q;
        },
      };
    },
  };
}

const OBJECTIVES: readonly (readonly [
  name: string,
  objective: () => Objective,
  message: RegExp,
])[] = [
  ["a divergence that is absent", () => elbo({} as never), /^OPTION divergence: /],
  [
    "a divergence that was not called",
    () => wae({ divergence: (() => monteCarloKl) as never, weight: 1 }),
    /^OPTION divergence: /,
  ],
  [
    "a divergence of each item",
    () => elbo({ divergence: diverging(({ perExample_B }) => ({ value: perExample_B })) as never }),
    /^SHAPE divergence, value: expected shape \[\]/,
  ],
  [
    "one divergence for all",
    () => elbo({ divergence: diverging(({ value }) => ({ perExample_B: value })) as never }),
    /^SHAPE divergence, perExample_B: expected shape \[3\]; got shape \[\]/,
  ],
  [
    "a column of divergences",
    () =>
      elbo({
        divergence: diverging(({ perExample_B }) => ({
          perExample_B: column(perExample_B as Tensor),
        })) as never,
      }),
    /^SHAPE divergence, perExample_B/,
  ],
  [
    "dimensions without items",
    () =>
      elbo({
        divergence: diverging(({ perExample_B }) => ({ perDimension_BZ: perExample_B })) as never,
      }),
    /^SHAPE divergence, perDimension_BZ/,
  ],
  [
    "a loss of each item",
    () => minimising(({ nll_B }) => ({ loss: nll_B })),
    /^SHAPE objective "elbo", loss/,
  ],
  [
    "an NLL of the batch",
    () => minimising(({ nll_B }) => ({ nll_B: mean(nll_B as Tensor) })),
    /^SHAPE objective "elbo", nll_B/,
  ],
];

describe("what a part returns is looked at, in training and in evaluation", () => {
  test.each(AT_THE_FIRST_CALL)("%s", async (_, parts, message) => {
    expect(await failure(() => trained(parts))).toMatch(message);
    expect(await failure(() => evaluated(parts))).toMatch(message);
  });

  test.each(OBJECTIVES)("%s", async (_, make, message) => {
    expect(await failure(() => trained({}, make()))).toMatch(message);
    expect(await failure(() => evaluated({}, make()))).toMatch(message);
  });

  test("also where only the last batch, of one item, is wrong", async () => {
    const squeezed = decoding((nats_B) => (nats_B.size === 1 ? sum(nats_B) : nats_B));
    const model = assembled({ decoder: squeezed });
    const scores = () => evaluate({ model, objective, dataset, split: "valid", batchSize: 2 });
    expect(await failure(scores)).toMatch(
      /^SHAPE decoder\.logProb: expected shape \[1\]; got shape \[\]/,
    );
  });

  test("parts as they should be are trained and scored", async () => {
    expect(await failure(() => trained({}))).toBe("accepted");
    expect(await failure(() => evaluated({}))).toBe("accepted");
  });
});
