import { cpu } from "@textvae/backend-cpu";
import { testDecoder } from "@textvae/testing";
import { expect, test } from "vitest";
import { templatePart } from "../src/index.ts";

await cpu().start();

testDecoder({ decoder: templatePart({ embedding: 4 }) });
testDecoder({ decoder: templatePart({ embedding: 3 }), latent: 2, condition: 2 });

test("wrong options are refused", () => {
  expect(() => templatePart({ embedding: 0 })).toThrow("template-part.embedding");
});
