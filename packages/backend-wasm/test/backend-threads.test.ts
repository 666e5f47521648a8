import { wasm } from "@textvae/backend-wasm";
import { testBackend } from "@textvae/testing";
import { vi } from "vitest";
import { supported } from "./helpers.ts";

/** Every call is cut, however small, so that the laws meet the edges of parts. */
vi.mock(import("../src/kernels/split.ts"), async (load) => {
  const original = await load();
  const split: typeof original.split = (kernel, numbers, threads) =>
    original.SPLITS[kernel]?.cut(numbers, threads) ?? [];
  return { ...original, split };
});

testBackend(wasm({ kernels: supported[0], threads: 2 }));
