import { env, findBackendFactory } from "@tensorflow/tfjs-core";
import {
  type Backend,
  type BackendReport,
  definePlugin,
  type Plugin,
  TextvaeError,
} from "@textvae/core";
import { selectBackend, setMemoryBound } from "@textvae/ops";
import * as v from "valibot";
import { bundledFiles } from "./bundled-files.ts";
import { ADDRESSES } from "./kernels/heap.ts";
import { useKernels, type Variant } from "./kernels/index.ts";
import { FUSED } from "./kernels/variant.ts";
import { guardHeap, listening } from "./mends/heap.ts";
import { MENDS, mendKernels } from "./mends/index.ts";
import { wasmSupport } from "./support.ts";
import { type Threads, threadsFor } from "./threads/count.ts";
import { onOwnHeap, onSharedHeap } from "./threads/shared-heap.ts";

/** Options of {@link wasm}. */
export interface WasmOptions {
  /**
   * Which code runs matrix products and the operations of `@textvae/ops`. `auto`: the fastest of
   * `wide`, `tall` and `relaxed`, which have the same bits, else `plain`. `plain` gives the same
   * numbers on every machine; `stock` is tfjs's own code, mended.
   */
  readonly kernels?: "auto" | Variant | "stock" | undefined;
  /**
   * How many threads share the work of large operations; numbers do not depend on it. `auto`: one
   * for each core, 4 at most, and one where threads can't share memory.
   */
  readonly threads?: Threads | undefined;
  /**
   * Where a browser finds the `.wasm` files: a folder's URL that ends in "/", or a URL by file name.
   * Left out, where a bundler has put them, else beside the script.
   */
  readonly wasmPaths?: string | Record<string, string> | undefined;
}

const schema: v.GenericSchema<WasmOptions, WasmOptions> = v.strictObject({
  kernels: v.optional(v.picklist(["auto", "wide", "tall", "relaxed", "plain", "stock"]), "auto"),
  threads: v.optional(
    v.message(
      v.union([
        v.literal("auto"),
        v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(64)),
      ]),
      '"auto" or a whole number from 1 to 64',
    ),
    "auto",
  ),
  wasmPaths: v.optional(
    v.union([v.string(), v.record(v.string(), v.string())], "a folder's URL, or URLs by file name"),
  ),
});

const failed = (got: string, hint: string, cause?: unknown): TextvaeError =>
  new TextvaeError("BACKEND", "wasm.start", {
    expected: "a running wasm backend",
    got,
    hint,
    cause,
  });

/** tfjs swallows the reason of a failed start; asking its factory again tells it. */
const reasonOfFailure = async (): Promise<unknown> => {
  try {
    await findBackendFactory("wasm")?.();
    return undefined;
  } catch (cause) {
    return cause;
  }
};

/** tfjs's own start: on a heap that threads can share if there are to be several. */
const startBackend = async (tfjsWasm: TfjsWasm, threads: number): Promise<boolean> => {
  if (threads > 1) {
    tfjsWasm.setThreadsCount(1);
    if (await onSharedHeap(() => selectBackend("wasm"))) return true;
  }
  onOwnHeap(); // on isolated pages tfjs would start workers that nothing here uses
  return selectBackend("wasm");
};

type TfjsWasm = typeof import("@tensorflow/tfjs-backend-wasm");

const start = async ({
  kernels = "auto",
  threads = "auto",
  wasmPaths,
}: WasmOptions): Promise<BackendReport> => {
  const support = wasmSupport();
  if (!support.ok) throw failed(support.reason, "Use the cpu backend, or a newer browser.");

  // Imported here, so that importing this package registers nothing.
  const tfjsWasm = await import("@tensorflow/tfjs-backend-wasm");
  const cpu = await import("#cpu");
  const paths = wasmPaths ?? bundledFiles();
  if (paths !== undefined) {
    try {
      tfjsWasm.setWasmPaths(paths);
    } catch (cause) {
      throw failed("wasmPaths that tfjs refused", "Give them before the first start.", cause);
    }
  }
  guardHeap(tfjsWasm);
  setMemoryBound("wasm", ADDRESSES);
  const count = kernels === "stock" ? 1 : threadsFor(threads);
  if (!(await listening(() => startBackend(tfjsWasm, count)))) {
    throw failed(
      "a failed start",
      "In a browser, serve the .wasm files of @tensorflow/tfjs-backend-wasm and set wasmPaths.",
      await reasonOfFailure(),
    );
  }
  mendKernels(cpu);
  const used = await useKernels(kernels, count);
  if (!used)
    throw failed(`an engine that can't run the ${kernels} kernels`, 'Use kernels: "auto".');
  const fused = FUSED.some((variant) => variant === used.variant);
  const simd = (await env().getAsync("WASM_HAS_SIMD_SUPPORT")) === true;
  return {
    name: "wasm",
    facts: {
      simd,
      threads: Math.max(used.threads, tfjsWasm.getThreadsCount()),
      mended: Object.keys(MENDS).length,
      kernels: used.variant,
    },
    // Threads change no number, and the fused kernels have the bits of each other.
    bits: {
      facts: { simd, kernels: fused ? "fused" : used.variant },
      everyProcessor: !fused,
    },
    mends: MENDS,
  };
};

/**
 * TensorFlow.js on WebAssembly, in Node and browsers, with the kernels that training needs
 * added and the slow or wrong ones replaced.
 *
 * `start()` reports whether it runs with `simd`, how many `threads`, and how many kernels were
 * `mended`; it throws `BACKEND` when there is no WebAssembly SIMD or the `.wasm` file can't be
 * loaded.
 *
 * @example
 * await wasm().start();
 */
export const wasm: Plugin<WasmOptions, Backend> = definePlugin({
  kind: "backend",
  name: "wasm",
  version: "0.1.0",
  description: "TensorFlow.js WebAssembly backend, mended so that training is right and fast",
  options: schema,
  create: (options): Backend => ({
    name: "wasm",
    available: async () => wasmSupport(),
    start: ({ threads = options.threads } = {}) => start({ ...options, threads }),
  }),
});
