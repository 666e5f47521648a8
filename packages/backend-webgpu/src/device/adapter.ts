import type { WebgpuOptions } from "../options.ts";
import { type Found, findGpu, REMEDY } from "./gpu.ts";

/** A graphics processor and the entry it was found through. */
export interface Adapter {
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
}

/** The adapter that the options ask for. */
export const findAdapter = async (options: WebgpuOptions): Promise<Found<Adapter>> => {
  const found = await findGpu(options);
  if (!found.ok) return found;
  const gpu = found.value;
  const { powerPreference = "high-performance" } = options;
  try {
    const adapter = await gpu.requestAdapter({ powerPreference });
    if (adapter) return { ok: true, value: { gpu, adapter } };
  } catch (error) {
    return { ok: false, reason: `no adapter: ${(error as Error).message}` };
  }
  return { ok: false, reason: `no adapter; ${REMEDY}` };
};

/** What tfjs and the kernels here may use of a device: all that the adapter has. */
const LIMITS = [
  "maxBufferSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
] as const;

/** A device of the adapter, at the adapter's limits. */
export const requestDevice = (adapter: GPUAdapter): Promise<GPUDevice> =>
  adapter.requestDevice({
    requiredLimits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
    requiredFeatures: adapter.features.has("timestamp-query") ? ["timestamp-query"] : [],
  });
