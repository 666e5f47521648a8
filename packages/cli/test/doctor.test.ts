import { cpu } from "@textvae/backend-cpu";
import { node } from "@textvae/backend-node";
import { createRegistry } from "@textvae/core";
import {
  backendTables,
  examineBackends,
  featureCheck,
  withinTolerance,
} from "@textvae/testing/doctor";
import { expect, test, vi } from "vitest";

// The real errors are those of the laws of backends; here it is the report that is looked at.
vi.mock("../../testing/src/laws/backend.ts", () => ({
  backendErrors: async () => [
    { operation: "lstm", cases: 8, error: 3e-7, tolerance: 2e-5 },
    { operation: "exp", cases: 1, error: 4e-2, tolerance: 2e-5 },
  ],
}));

test("every backend is a column; what is wrong is bold, what is mended and absent is told", async () => {
  vi.stubEnv("TEXTVAE_NODE_BINDING", "/nowhere");
  const told: string[] = [];
  const examined = await examineBackends(createRegistry().use(node, cpu), (line) =>
    told.push(line),
  );
  expect(told).toEqual(["every operation on cpu"]);
  expect(withinTolerance(examined)).toBe(false);
  const text = backendTables(examined);
  expect(text).toContain("| operation | cases | tolerance | cpu |");
  expect(text).toContain("| `lstm` | 8 | 2e-5 | 3.0e-7 |");
  expect(text).toContain("| `exp` | 1 | 2e-5 | **4.0e-2** |");
  expect(text).toContain("| cpu | `UnsortedSegmentSum` | a pass over all rows for every segment |");
  expect(text).toMatch(/- node: absent, no @tensorflow.*textvae backend setup node/);
  vi.unstubAllEnvs();
});

test("a feature that a backend switched on is not said to be absent", () => {
  const offered = { simd: true, threads: true, relaxedSimd: false };
  expect(featureCheck(offered, { ...offered, relaxedSimd: true }).found).toBe(
    "simd yes, threads yes, relaxedSimd yes (switched on by a backend)",
  );
  expect(featureCheck(offered, offered).found).toContain("relaxedSimd no");
});
