import { cpu } from "@textvae/backend-cpu";
import { testFlow } from "@textvae/testing";
import { expect, test } from "vitest";
import { templatePart } from "../src/index.ts";

await cpu().start();

testFlow({ flow: templatePart() });
testFlow({ flow: templatePart({ spread: 2 }), size: 2 });

test("wrong options are refused", () => {
  expect(() => templatePart({ spread: 0 })).toThrow("template-part.spread");
});
