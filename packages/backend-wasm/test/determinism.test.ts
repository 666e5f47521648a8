import { backend } from "@tensorflow/tfjs-core";
import { wasm } from "@textvae/backend-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { bits, supported } from "./helpers.ts";
import { trainingGradients } from "./model.ts";

describe.each(supported)("%s kernels", (kernels) => {
  beforeAll(async () => {
    expect((await wasm({ kernels }).start()).facts.kernels).toBe(kernels);
  });

  test("gradients of a model are the same bits every time", async () => {
    const first = await bits(trainingGradients());
    expect(await bits(trainingGradients())).toEqual(first);
  });

  test("gradients of a model leave no memory behind", () => {
    const count = backend().numDataIds();
    for (let i = 0; i < 3; i++) trainingGradients().dispose();
    expect(backend().numDataIds()).toBe(count);
  });
});

test("all variants with fused multiply-add give the same bits", async () => {
  const results: Uint32Array[] = [];
  for (const kernels of supported.filter((name) => name !== "plain")) {
    await wasm({ kernels }).start();
    results.push(await bits(trainingGradients()));
  }
  for (const result of results) expect(result).toEqual(results[0]);
});
