import { backend, findBackendFactory, square, tensor1d } from "@tensorflow/tfjs-core";
import { webgpu } from "@textvae/backend-webgpu";
import { expect, test } from "vitest";
import { findGpu } from "../src/device/gpu.ts";
import { onAdapter, support } from "./adapter.ts";

const before = findBackendFactory("webgpu");

test.runIf(process.platform === "linux" && process.arch === "x64")(
  "here an adapter is found, if only a software one",
  () => expect(support).toEqual({ ok: true }),
);

onAdapter("start", () => {
  test("importing the package registers no backend; starting it does", () => {
    expect(before).toBeFalsy();
    expect(findBackendFactory("webgpu")).toBeTypeOf("function");
  });

  test("it reports the adapter", async () => {
    const { name, facts } = await webgpu().start();
    expect(name).toBe("webgpu");
    expect(facts).toMatchObject({ vendor: expect.any(String), software: expect.any(Boolean) });
    expect(facts.description).not.toBe("");
  });

  test("the entry to WebGPU is made once for the same flags", async () => {
    const [one, two, other] = await Promise.all(
      [{}, {}, { driver: "vulkan" as const }].map((options) => findGpu(options)),
    );
    expect(two).toEqual({ ok: true, value: expect.anything() });
    const gpuOf = (found: typeof one) => (found?.ok ? found.value : undefined);
    expect(gpuOf(two)).toBe(gpuOf(one));
    expect(gpuOf(other)).not.toBe(gpuOf(one));
  });

  test("a second start keeps the device and its tensors; other options take a new one", async () => {
    const first = backend();
    const x = tensor1d([3]);
    await webgpu().start();
    expect(backend()).toBe(first);
    expect(Array.from(await square(x).data())).toEqual([9]);
    await webgpu({ powerPreference: "low-power" }).start();
    expect(backend()).not.toBe(first);
  });
});

test.each([
  [{ isFallbackAdapter: true, description: "soft" }, { ok: true }],
  [
    { isFallbackAdapter: false, description: "hard" },
    { ok: true, accelerator: "hard" },
  ],
  [
    { isFallbackAdapter: false, description: "", vendor: "" },
    { ok: true, accelerator: "a graphics processor" },
  ],
])("%# a graphics processor is told from software", async (info, expected) => {
  const provider = () => ({ requestAdapter: async () => ({ info }) });
  expect(await webgpu({ provider }).available()).toEqual(expected);
});

test.each([
  [{ requestAdapter: async () => null }, "no adapter; install"],
  [{ requestAdapter: () => Promise.reject(new Error("busy")) }, "no adapter: busy"],
])("%# a machine without an adapter is told what to do", async (gpu, message) => {
  const chosen = webgpu({ provider: () => gpu });
  expect(await chosen.available()).toMatchObject({
    ok: false,
    reason: expect.stringContaining(message),
  });
  await expect(chosen.start()).rejects.toMatchObject({
    code: "BACKEND",
    message: expect.stringContaining(message),
  });
});

test("an unknown option is refused by name", () => {
  expect(() => webgpu({ power: "high" } as never)).toThrow(/power/);
});
