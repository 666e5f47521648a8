import { describeContinuation } from "@textvae/report";
import { engineOf } from "@textvae/workbench";
import { expect, test } from "vitest";

test("the engine is what decides bits: not threads that change none, nor a processor that can't", () => {
  const bits = { facts: { kernels: "plain" }, everyProcessor: true };
  const report = { name: "wasm", facts: { simd: true, threads: 4, mended: 9, kernels: "plain" } };
  const engine = engineOf({ ...report, bits });
  expect(Object.keys(engine)).toEqual(["textvae", "backend", "kernels", "runtime"]);
  expect(engine).toMatchObject({ backend: "wasm", kernels: "plain" });
  expect(engine.runtime).toContain(process.versions.v8);
});

test("of a backend that does not say, all facts and the processor may decide", () => {
  const engine = engineOf({ name: "x", facts: { threads: 4, mended: 9 } });
  expect(engine).toMatchObject({ threads: "4", processor: expect.any(String) });
  expect(engine).not.toHaveProperty("mended");
});

test("a run that goes on with its own engine is not spoken of; any other is, with what differs", () => {
  expect(describeContinuation({ sameBits: true, changed: {} })).toBeUndefined();
  expect(describeContinuation({ sameBits: "unknown", changed: {} })).toMatch(/is not recorded/);
  const changed = { kernels: ["fused", "plain"] } as const;
  expect(describeContinuation({ sameBits: false, changed })).toMatch(
    /kernels fused → plain\): the bits may not be those/,
  );
});
