import { expect, test } from "vitest";
import { showInterpolation } from "../src/index.ts";
import { printable, printableLine } from "../src/text.ts";

test("a sentence with ends of lines stays on a line of its own", () => {
  expect(printable("a\nb\u001b")).toBe("a\nb\\u001b");
  expect(printableLine("a\nb\r\nc")).toBe("a\\u000ab\\u000d\\u000ac");
  const way = { from: "a\n", to: "b", path: "line", sentences: ["x\ny", "z"] };
  expect(showInterpolation(way as never).split("\n")).toHaveLength(5);
});
