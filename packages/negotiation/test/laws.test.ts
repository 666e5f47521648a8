import { zeros } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import type { Condition, Prior } from "@textvae/core";
import { GOAL } from "@textvae/dataset-dialogue";
import { tokenEmbedding } from "@textvae/layers";
import { categorical } from "@textvae/prior-categorical";
import { gaussian } from "@textvae/prior-gaussian";
import { testCondition, testPrior } from "@textvae/testing";
import { latentPolicy } from "../src/index.ts";
import { recentUtterances } from "../src/selection/recent-utterances.ts";

await cpu().start();

/** As wide as the features with which the laws ask a prior. */
const told: Condition = {
  size: 6,
  build:
    () =>
    ({ size }) =>
      zeros([size, 6]),
};
const classes = { variables: 2, classes: 3 };
const families: readonly Prior[] = [
  gaussian({ size: 3 }),
  categorical({ ...classes, relaxation: "gumbel-softmax" }),
  categorical({ ...classes, relaxation: "straight-through-argmax" }),
  categorical({ ...classes, relaxation: "straight-through-sample" }),
];

for (const family of families) {
  testPrior({ prior: latentPolicy(family, told, { hidden: [5] }).prior, condition: 6 });
}

testCondition({
  condition: recentUtterances({ embedding: tokenEmbedding({ size: 3 }), utterance: 2, recent: 2 }),
  fields: { goal_B6: GOAL },
});
