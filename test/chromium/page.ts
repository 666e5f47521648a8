/*
 * What the tests of test/chromium.test.ts run in a page: everything is called by name, and gives
 * and takes plain data.
 */
import { backend, env, square, tensor1d } from "@tensorflow/tfjs-core";
import { type WasmOptions, wasm } from "@textvae/backend-wasm";
import { webgpu } from "@textvae/backend-webgpu";
import { backendLaws } from "@textvae/testing/laws";
import { goldenLosses } from "../golden/train.ts";
import { trainLarge } from "./train-large.ts";

const program = {
  isolated: () => globalThis.crossOriginIsolated,

  /** A few steps of a model whose products are large enough for several threads. */
  async train(options: WasmOptions) {
    const { facts } = await wasm(options).start();
    return { facts, losses: await trainLarge() };
  },

  async startWebgpu() {
    const { facts } = await webgpu().start();
    env().set("WEBGPU_CPU_FORWARD", false);
    return facts;
  },

  /** Names of the backend laws that match, and of those what is wrong. */
  async laws(pattern: string): Promise<{ name: string; error?: string }[]> {
    const results: { name: string; error?: string }[] = [];
    for (const { name, check } of backendLaws()) {
      if (!new RegExp(pattern).test(name)) continue;
      try {
        await check();
        results.push({ name });
      } catch (error) {
        results.push({ name, error: String(error) });
      }
    }
    return results;
  },

  /** The first steps of the golden run of a recipe. */
  golden: (recipe: string, steps: number) => goldenLosses(webgpu(), recipe, steps),

  /** Gives the device something that it refuses, and reads. */
  async refused(): Promise<string> {
    const y = square(tensor1d([2]));
    const { device } = backend() as unknown as { readonly device: GPUDevice };
    device.createShaderModule({ code: "nonsense" });
    const read = await y.data().then(
      () => "read",
      (error) => String(error.code),
    );
    await webgpu().start();
    const again = await square(tensor1d([3])).data();
    return `${read}, then ${again[0]}`;
  },
};

Object.assign(globalThis, { textvae: program });
