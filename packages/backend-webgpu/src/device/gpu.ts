import { env } from "@tensorflow/tfjs-core";
import type { WebgpuOptions } from "../options.ts";
import { vulkanAbsence } from "./vulkan.ts";

/** Something that is there, or why it is not. */
export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** What brings an adapter where there is none. */
export const REMEDY: string =
  "install the graphics processor's driver (on Linux one with Vulkan 1.3), " +
  "or set VK_ICD_FILENAMES to a software driver's json file";

/** The entry to WebGPU: the provider's, the browser's, or Dawn's from the npm package `webgpu`. */
export const findGpu = async (options: WebgpuOptions): Promise<Found<GPU>> => {
  if (options.provider) return { ok: true, value: (await options.provider()) as GPU };
  if (env().get("IS_NODE")) return dawn(options);
  const gpu = globalThis.navigator?.gpu;
  if (gpu) return { ok: true, value: gpu };
  return { ok: false, reason: "no navigator.gpu; WebGPU needs a newer browser, and https" };
};

/**
 * Dawn's entries by their flags, for as long as the process lives. One that is collected while anything of it is
 * awaited is used after its end (`webgpu` 0.6.2): the process stands still or falls.
 */
const entries = new Map<string, GPU>();

const dawn = async ({ driver, adapter }: WebgpuOptions): Promise<Found<GPU>> => {
  let module: typeof import("webgpu");
  try {
    module = await import(/* webpackIgnore: true */ "webgpu");
  } catch (error) {
    const absent = (error as { code?: string }).code === "ERR_MODULE_NOT_FOUND";
    const reason = absent
      ? "the package webgpu is not installed; npm install webgpu@0.6.2"
      : `the package webgpu did not load: ${(error as Error).message}`;
    return { ok: false, reason };
  }
  const absence = driver === undefined || driver === "vulkan" ? vulkanAbsence() : undefined;
  if (absence !== undefined) return { ok: false, reason: `${absence}; ${REMEDY}` };
  for (const [name, value] of Object.entries(module.globals)) {
    if (!(name in globalThis)) define(globalThis, name, value);
  }
  const flags = Object.entries({ backend: driver, adapter }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`${flag}=${value}`],
  );
  const key = flags.join(" ");
  const gpu = entries.get(key) ?? module.create(flags);
  entries.set(key, gpu);
  return { ok: true, value: gpu };
};

/** Makes it the `navigator.gpu` that tfjs looks for. */
export const installGpu = (gpu: GPU): void => {
  if (globalThis.navigator?.gpu === gpu) return;
  if (!globalThis.navigator) define(globalThis, "navigator", {});
  define(globalThis.navigator, "gpu", gpu);
};

const define = (target: object, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
};
