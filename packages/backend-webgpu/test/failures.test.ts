import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { backend, square, type Tensor, tensor1d } from "@tensorflow/tfjs-core";
import { webgpu } from "@textvae/backend-webgpu";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dispatch, output } from "../src/kernels/dispatch.ts";
import { onAdapter } from "./adapter.ts";

const current = (): WebGPUBackend => backend() as WebGPUBackend;

/** Reads on the device, of numbers that are there only. */
const works = async (): Promise<boolean> => (await square(tensor1d([3])).data())[0] === 9;

onAdapter("failures", () => {
  beforeEach(async () => {
    await webgpu().start();
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const broken = (): Tensor => {
    const y = output(current(), [1]);
    const shader = { name: "broken", source: "@compute @workgroup_size(1) fn main() { nonsense }" };
    dispatch(current(), shader, [{ tensors: [], workgroups: [1] }]);
    return y;
  };

  test("what the device refused is thrown by the next read, and by all later ones", async () => {
    const untouched = square(tensor1d([2]));
    const y = broken();
    await expect(y.data()).rejects.toMatchObject({
      code: "BACKEND",
      message: expect.stringContaining("nonsense"),
    });
    await expect(untouched.data()).rejects.toMatchObject({ code: "BACKEND" });
  });

  test("a new start after it gives a device that works", async () => {
    await expect(broken().data()).rejects.toThrow();
    await webgpu().start();
    expect(await works()).toBe(true);
  });

  test("a device that is lost throws DEVICE_LOST, and a new start helps", async () => {
    const y = square(tensor1d([3]));
    current().device.destroy();
    await expect(y.data()).rejects.toMatchObject({ code: "DEVICE_LOST" });
    await webgpu().start();
    expect(await works()).toBe(true);
  });

  test("memory that runs out while a tensor is uploaded throws OUT_OF_MEMORY", async () => {
    vi.spyOn(current().device, "createBuffer").mockImplementation(() => {
      throw new RangeError("full");
    });
    expect(() => square(tensor1d(new Float32Array(12_345)))).toThrow(
      expect.objectContaining({ code: "OUT_OF_MEMORY" }),
    );
  });

  test("memory that ran out on the device is thrown by the next read", async () => {
    const y = square(tensor1d([3]));
    const { device } = current();
    const pop = device.popErrorScope.bind(device);
    vi.spyOn(device, "popErrorScope").mockImplementationOnce(async () => {
      await pop();
      return new GPUOutOfMemoryError("full");
    });
    await expect(y.data()).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
    await webgpu().start();
  });

  test("of errors between two reads the cause is thrown, not what it made invalid", async () => {
    const { device } = current();
    const [push, pop] = [device.pushErrorScope.bind(device), device.popErrorScope.bind(device)];
    const open: GPUErrorFilter[] = [];
    vi.spyOn(device, "pushErrorScope").mockImplementation((filter) => {
      open.push(filter);
      push(filter);
    });
    await square(tensor1d([2])).data(); // closes the scopes that are open, and opens those seen here
    const y = square(tensor1d([3]));
    vi.spyOn(device, "popErrorScope").mockImplementation(async () => {
      const filter = open.pop();
      await pop();
      if (filter === "validation") return new GPUValidationError("an invalid buffer");
      return filter === "out-of-memory" ? new GPUOutOfMemoryError("full") : null;
    });
    await expect(y.data()).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
    vi.restoreAllMocks();
    await webgpu().start();
  });

  test("a synchronous read of the device throws; of numbers already here it does not", async () => {
    const y = square(tensor1d([3]));
    expect(() => y.dataSync()).toThrow(
      expect.objectContaining({ code: "BACKEND", message: expect.stringContaining("data()") }),
    );
    await y.data();
    expect(Array.from(y.dataSync())).toEqual([9]);
  });
});
