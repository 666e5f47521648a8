import { cpu } from "@textvae/backend-cpu";
import { testDivergence } from "@textvae/testing";
import { expect, test } from "vitest";
import { templatePart } from "../src/index.ts";

await cpu().start();

testDivergence({ divergence: templatePart() });
testDivergence({ divergence: templatePart({ estimator: "monte carlo" }) });

test("wrong options are refused", () => {
  expect(() => templatePart({ estimator: "closed form" as never })).toThrow(
    "template-part.estimator",
  );
});
