import { findBackendFactory, getBackend, getKernel } from "@tensorflow/tfjs-core";
import { cpu } from "@textvae/backend-cpu";
import { expect, test, vi } from "vitest";

test("importing registers nothing; start is reported, silent, and mends once", async () => {
  expect(findBackendFactory("cpu")).toBeFalsy();
  const warn = vi.spyOn(console, "warn");
  const backend = cpu();
  expect(await backend.available()).toEqual({ ok: true });
  expect(await backend.start()).toMatchObject({ name: "cpu", facts: { threads: 1, mended: 23 } });
  expect(getBackend()).toBe("cpu");
  const mended = getKernel("BatchMatMul", "cpu").kernelFunc;
  await cpu().start();
  expect(getKernel("BatchMatMul", "cpu").kernelFunc).toBe(mended);
  expect(warn).not.toHaveBeenCalled();
});
