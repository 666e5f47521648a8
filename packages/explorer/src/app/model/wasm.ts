import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { getBackend } from "@tensorflow/tfjs-core";
import { type OpenOptions, open } from "@textvae/open";
import type { TrainedModel } from "@textvae/runs";

/** The WebAssembly of a worker that computes beside others: one thread. */
export const WASM: OpenOptions = {
  wasmPaths: {
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threaded,
  },
  threads: 1,
};

/** The bundle of an address. */
export const openBundle = (address: string): Promise<TrainedModel> => open(address, WASM);

/** What computes. */
export const backendName = (): string => getBackend();
