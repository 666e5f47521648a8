import { z } from "zod";

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

export const options: z.ZodType<WebgpuOptions, WebgpuOptions> = z.strictObject({
  powerPreference: z
    .enum(["high-performance", "low-power"])
    .default("high-performance")
    .describe("which of several graphics processors"),
  driver: z
    .enum(["vulkan", "metal", "d3d12", "d3d11", "opengl", "null"])
    .optional()
    .describe("in Node: the interface to the graphics processor"),
  adapter: z.string().optional().describe("in Node: part of the graphics processor's name"),
  kernels: z.enum(["fused", "stock"]).default("fused").describe("which code runs our operations"),
  provider: z
    .custom<NonNullable<WebgpuOptions["provider"]>>((value) => typeof value === "function")
    .optional()
    .describe("a function that returns an object like navigator.gpu"),
});
