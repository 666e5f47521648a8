import {
  findBackendFactory,
  registerBackend,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";
import {
  type Backend,
  type BackendReport,
  definePlugin,
  type Plugin,
  TextvaeError,
} from "@textvae/core";
import { findAdapter, requestDevice } from "./device/adapter.ts";
import { boundFreeBuffers } from "./device/free-buffers.ts";
import { installGpu } from "./device/gpu.ts";
import { uploadThroughQueue } from "./device/upload.ts";
import { type Watch, watch } from "./device/watch.ts";
import { useKernels } from "./kernels/index.ts";
import { mendKernels, mendPrograms } from "./mends/index.ts";
import { options, type WebgpuOptions } from "./options.ts";

export type { WebgpuOptions } from "./options.ts";

const failed = (got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("BACKEND", "webgpu.start", { expected: "a running webgpu backend", got, cause });

/** What is worth a line of a report. */
const FEATURES = ["shader-f16", "subgroups", "timestamp-query"] as const;

interface Running {
  readonly options: WebgpuOptions;
  readonly watch: Watch;
  readonly report: BackendReport;
}

let running: Running | undefined;

/** A device that works is kept, with its tensors, whichever kernels run on it. */
const start = async ({ kernels = "fused", ...options }: WebgpuOptions): Promise<BackendReport> => {
  const same = (Object.keys(options) as (keyof typeof options)[]).every(
    (name) => options[name] === running?.options[name],
  );
  const removed = !findBackendFactory("webgpu");
  if (!running || removed || !same || running.watch.failure()) running = await launch(options);
  await setBackend("webgpu");
  useKernels(kernels);
  const { name, facts } = running.report;
  return { name, facts: { ...facts, kernels } };
};

const launch = async (options: WebgpuOptions): Promise<Running> => {
  const found = await findAdapter(options);
  if (!found.ok) throw failed(found.reason);
  const { gpu, adapter } = found.value;
  installGpu(gpu);
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  const device = await requestDevice(adapter).catch((cause: Error) => {
    throw failed(`an adapter that gave no device: ${cause.message}`, cause);
  });
  let current: Watch | undefined;
  if (findBackendFactory("webgpu")) removeBackend("webgpu");
  // Called anew after a reset of the engine: the device is the same.
  registerBackend("webgpu", () => {
    const backend = new WebGPUBackend(device, adapter.info);
    mendPrograms(backend);
    boundFreeBuffers(backend);
    uploadThroughQueue(backend);
    current = watch(backend);
    return backend;
  });
  mendKernels();
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  return {
    options,
    watch: { failure: () => current?.failure() },
    report: {
      name: "webgpu",
      facts: {
        vendor,
        architecture,
        description,
        software: isFallbackAdapter,
        features: FEATURES.filter((name) => adapter.features.has(name)).join(" "),
      },
    },
  };
};

/**
 * TensorFlow.js on WebGPU, in browsers and, through the npm package `webgpu` (Dawn), in Node,
 * with kernels of its own for the operations of `@textvae/ops`.
 *
 * `start()` reports the adapter's vendor, architecture, description and features, and whether it
 * is software; it throws `BACKEND` where there is no adapter. What the device reports as an error
 * is thrown by the next read of a tensor: `BACKEND`, `OUT_OF_MEMORY` or `DEVICE_LOST`.
 *
 * @example
 * await webgpu().start();
 */
export const webgpu: Plugin<WebgpuOptions, Backend> = definePlugin({
  kind: "backend",
  name: "webgpu",
  version: "0.1.0",
  description: "TensorFlow.js WebGPU backend, mended and with fused kernels for text models",
  options,
  create: (options): Backend => ({
    name: "webgpu",
    async available() {
      const found = await findAdapter(options);
      if (!found.ok) return found;
      const { description, vendor, isFallbackAdapter } = found.value.adapter.info;
      return isFallbackAdapter
        ? { ok: true }
        : { ok: true, accelerator: description || vendor || "a graphics processor" };
    },
    start: () => start(options),
  }),
});
