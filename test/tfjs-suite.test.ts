import { describe, expect, test, vi } from "vitest";
import { knownFailures, runSuite } from "./tfjs-suite/run.ts";

vi.setConfig({ testTimeout: 300_000 });

/*
 * tfjs-core's own suite, some 4,230 specs. What fails of it is listed in tfjs-suite/*.json: on
 * wasm part of what fails on tfjs's own backend, on cpu what our gradients lack by choice. Nothing
 * else may fail. `pnpm tfjs-suite` runs it on other backends, and on those of tfjs.
 */
describe.each([
  { name: "wasm", suite: { backend: "wasm", gradients: "tfjs", mended: true } },
  { name: "cpu-gradients", suite: { backend: "cpu", gradients: "ours", mended: true } },
])("tfjs-core's own suite, $name", ({ name, suite }) => {
  test("nothing fails that is not known to", async () => {
    const { passed, failed } = await runSuite(suite);
    const known = knownFailures(name);
    const unknown = failed
      .filter(({ name: spec }) => !known.has(spec))
      .map(({ name: spec, message }) => `${spec}: ${message.slice(0, 200)}`);
    expect(unknown).toEqual([]);
    expect(passed + failed.length).toBeGreaterThan(4200);
  });
});
