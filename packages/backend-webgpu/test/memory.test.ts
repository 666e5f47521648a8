import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { add, backend, fill, memory, slice, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { expect, test, vi } from "vitest";
import { onAdapter } from "./adapter.ts";

const manager = () => (backend() as WebGPUBackend).bufferManager;

onAdapter("memory of the device", () => {
  test("buffers that nobody uses are given back, however many sizes there are", async () => {
    for (let size = 1; size <= 2500; size++) fill([size], 1).dispose();
    const last = fill([1], 1);
    await last.data();
    last.dispose();
    expect(manager().getNumFreeBuffers()).toBeGreaterThan(1900);
    expect(manager().getNumFreeBuffers()).toBeLessThanOrEqual(2000);
  });

  test("at most a gigabyte of them is kept", async () => {
    for (let i = 0; i < 10; i++) {
      const x = fill([2 ** 25 + i], 1); // 128 MiB
      await slice(x, 0, 1).data();
      x.dispose();
    }
    const { numBytesAllocated, numBytesUsed } = manager();
    expect(numBytesAllocated - numBytesUsed).toBeGreaterThan(2 ** 29);
    expect(numBytesAllocated - numBytesUsed).toBeLessThanOrEqual(2 ** 30);
  });

  test("a step makes no buffers, once its sizes have been seen", async () => {
    const step = async () => {
      const y = tidy(() => add(tensor1d(new Float32Array(3000)), tensor1d(new Float32Array(3000))));
      await y.data();
      y.dispose();
    };
    for (let i = 0; i < 3; i++) await step();
    const create = vi.spyOn((backend() as WebGPUBackend).device, "createBuffer");
    const before = memory().numTensors;
    for (let i = 0; i < 3; i++) await step();
    expect(create).not.toHaveBeenCalled();
    expect(memory().numTensors).toBe(before);
    create.mockRestore();
  });
});
