import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { backend, getKernel, matMul, tensor2d } from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { expect, test, vi } from "vitest";
import { fastestFirst } from "../src/kernels/fastest.ts";
import { passes } from "../src/kernels/index.ts";
import { kernelModule } from "../src/kernels/module.ts";
import { passesSelfCheck } from "../src/kernels/self-check.ts";
import { SPLITS } from "../src/kernels/split.ts";
import { supported } from "./helpers.ts";

test("auto is the fastest of the variants with the same bits, and the same one at every start", async () => {
  const [first, second] = [await wasm().start(), await wasm().start()];
  const fused = supported.filter((name) => name !== "plain");
  expect(fused).toContain(first.facts.kernels);
  expect(second.facts.kernels).toBe(first.facts.kernels);
  const fastest = fastestFirst(supported, backend() as BackendWasm);
  expect(fastest[0]).toBe(first.facts.kernels);
  expect(fastest.at(-1)).toBe("plain");
  expect([...fastest].sort()).toEqual([...supported].sort());
});

test("a variant that is slow is not the first", async () => {
  await wasm().start();
  let slow = 0;
  // Every measurement is two looks at the clock; the first variant's take ever longer.
  vi.spyOn(performance, "now").mockImplementation(() => {
    slow++;
    return slow <= 6 ? slow ** 2 : slow;
  });
  const another = Object.create(backend()) as BackendWasm;
  const order = fastestFirst(supported, another);
  vi.restoreAllMocks();
  const fused = supported.filter((name) => name !== "plain");
  expect(order.indexOf(fused[0] as "relaxed")).toBe(fused.length - 1);
});

test("every supported variant passes the check of itself; a wrong product does not", async () => {
  await wasm().start();
  for (const variant of supported) {
    const kernels = await kernelModule(variant, backend() as BackendWasm, 1);
    expect(passesSelfCheck(kernels)).toBe(true);
    expect(passesSelfCheck({ ...kernels, product: () => undefined })).toBe(false);
  }
});

test("a variant with any kernel wrong is not used", async () => {
  await wasm().start();
  const kernels = await kernelModule("plain", backend() as BackendWasm, 1);
  expect(await passes({ ...kernels })).toBe(true);
  for (const name of Object.keys(SPLITS)) {
    expect(await passes({ ...kernels, [name]: () => undefined }), name).toBe(false);
  }
  await wasm().start();
});

test("stock gives tfjs's kernels back, and a later start takes ours again", async () => {
  await wasm({ kernels: "stock" }).start();
  const stock = getKernel("BatchMatMul", "wasm").kernelFunc;
  expect(getKernel("TextvaeLstm", "wasm")).toBeUndefined();
  await wasm({ kernels: "plain" }).start();
  expect(getKernel("BatchMatMul", "wasm").kernelFunc).not.toBe(stock);
  expect(getKernel("TextvaeLstm", "wasm")).toBeDefined();
  await wasm({ kernels: "stock" }).start();
  expect(getKernel("BatchMatMul", "wasm").kernelFunc).toBe(stock);
});

test("products outlive a growing heap", async () => {
  await wasm().start();
  const pages = () => (backend() as BackendWasm).typedArrayFromHeap(x).buffer.byteLength;
  const x = tensor2d([1, 2], [1, 2]);
  const before = pages();
  const large = tensor2d(new Float32Array(1 << 25), [1, 1 << 25]);
  expect(pages()).toBeGreaterThan(before);
  large.dispose();
  const y = matMul(x, x, false, true);
  expect(Array.from(await y.data())).toEqual([5]);
  for (const tensor of [x, y]) tensor.dispose();
});

test("an engine that compiles no variant runs stock kernels; asking it for one throws BACKEND", async () => {
  const validate = vi.spyOn(WebAssembly, "validate");
  validate.mockImplementation((bytes) => bytes.byteLength < 100);
  await expect(wasm({ kernels: "relaxed" }).start()).rejects.toMatchObject({ code: "BACKEND" });
  expect((await wasm().start()).facts.kernels).toBe("stock");
  validate.mockRestore();
});
