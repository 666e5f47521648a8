import { zeros } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import type { Condition, Prior } from "@textvae/core";
import { GOAL } from "@textvae/dataset-dialogue";
import { categorical } from "@textvae/prior-categorical";
import { gaussian } from "@textvae/prior-gaussian";
import { testCondition, testPrior } from "@textvae/testing";
import { latentPolicy } from "../src/index.ts";
import { dialogueReader } from "../src/selection/dialogue-reader.ts";
import { DEAL_KINDS } from "../src/selection/kinds.ts";

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
  condition: dialogueReader({
    ...{ kinds: DEAL_KINDS, embedding: 3, hidden: 2, heads: 1 },
    ...{ size: 4, dropout: 0.1, untold: 0.3 },
  }),
  fields: { goal_B6: GOAL },
});
