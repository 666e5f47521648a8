import { expect, test } from "vitest";
import { placeLabels } from "../src/end-labels.ts";

test("labels stand at the ends of their lines, and move only as far as others press", () => {
  const end = (run: string, step: number, perToken: number) => ({ run, step, perToken });
  const ends = [end("a", 100, 5), end("b", 100, 5.02), end("c", 100, 7), end("d", 20, 5.01)];
  const placed = placeLabels(ends, { gap: 0.1, reach: 30 });
  const at = (name: string) => placed.find(({ run }) => run === name)?.label;
  expect(at("c")).toBe(7);
  expect(at("d")).toBe(5.01); // ends elsewhere
  expect(at("a")).toBeCloseTo(5.01 - 0.05, 12);
  expect(at("b")).toBeCloseTo(5.01 + 0.05, 12);
});
