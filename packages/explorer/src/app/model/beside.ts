import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { type OpenOptions, open } from "@textvae/open";
import { urlSource } from "@textvae/runs";
import { MAP_FILES, readCodes, readMap } from "../../map/files.ts";
import { type Held, once } from "./held.ts";

/** The WebAssembly of a worker that computes beside others: one thread. */
export const WASM: OpenOptions = {
  wasmPaths: {
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threaded,
  },
  threads: 1,
};

/** The map and the bundle that lie beside the page of an address. */
export const beside = (address: string): Held => {
  const { read } = urlSource(new URL("map", address).href);
  const map = once(() => readMap(read));
  return {
    map,
    texts: once(async () => JSON.parse(new TextDecoder().decode(await read(MAP_FILES.texts)))),
    codes: once(async () => readCodes(read, (await map()).description)),
    model: once(() => open(new URL("bundle", address).href, WASM)),
    typed: (text) => text,
  };
};
