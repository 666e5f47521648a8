import { cpu } from "@textvae/backend-cpu";
import { tokenEmbedding } from "@textvae/layers";
import { testEncoder } from "@textvae/testing";
import { expect, test } from "vitest";
import { templatePart } from "../src/index.ts";

await cpu().start();

testEncoder({ encoder: templatePart({ embedding: 4, hidden: 5 }) });
testEncoder({ encoder: templatePart({ embedding: tokenEmbedding({ size: 3 }), hidden: 4 }) });

test("wrong options are refused", () => {
  expect(() => templatePart({ hidden: 0 })).toThrow("template-part.hidden");
});
