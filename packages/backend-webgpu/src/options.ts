import * as v from "valibot";

/** Options of `webgpu`. */
export interface WebgpuOptions {
  /** Which of several graphics processors: the fastest, or the most frugal one. */
  readonly powerPreference?: "high-performance" | "low-power" | undefined;
  /** In Node: the interface through which Dawn reaches the processor. Default: Dawn's choice. */
  readonly driver?: "vulkan" | "metal" | "d3d12" | "d3d11" | "opengl" | "null" | undefined;
  /** In Node: part of the processor's name. */
  readonly adapter?: string | undefined;
  /** `fused`: kernels of this package; `stock`: tfjs operation by operation, mended. */
  readonly kernels?: "fused" | "stock" | undefined;
  /** Where WebGPU comes from instead: a function that returns an object like `navigator.gpu`. */
  readonly provider?: (() => object | Promise<object>) | undefined;
}

export const options: v.GenericSchema<WebgpuOptions, WebgpuOptions> = v.strictObject({
  powerPreference: v.pipe(
    v.optional(v.picklist(["high-performance", "low-power"]), "high-performance"),
    v.description("which of several graphics processors"),
  ),
  driver: v.pipe(
    v.optional(v.picklist(["vulkan", "metal", "d3d12", "d3d11", "opengl", "null"])),
    v.description("in Node: the interface to the graphics processor"),
  ),
  adapter: v.pipe(
    v.optional(v.string()),
    v.description("in Node: part of the graphics processor's name"),
  ),
  kernels: v.pipe(
    v.optional(v.picklist(["fused", "stock"]), "fused"),
    v.description("which code runs our operations"),
  ),
  provider: v.pipe(
    v.optional(
      v.custom<NonNullable<WebgpuOptions["provider"]>>(
        (value) => typeof value === "function",
        "a function that returns an object like navigator.gpu",
      ),
    ),
    v.description("a function that returns an object like navigator.gpu"),
  ),
});
