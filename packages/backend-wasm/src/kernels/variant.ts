import { KERNELS } from "../generated/kernels.ts";
import { canRevectorize, underKernelFlags } from "./v8-flags.ts";

/**
 * - `wide`: tiles for engines that turn pairs of 128-bit instructions into 256-bit ones
 * - `tall`: tiles of more rows, for engines that keep all of them in registers
 * - `relaxed`: smaller ones, for engines that don't
 * - `plain`: the same numbers on every machine
 */
export type Variant = "wide" | "tall" | "relaxed" | "plain";

export const VARIANTS: readonly Variant[] = ["wide", "tall", "relaxed", "plain"];

/** Those that multiply and add in one rounding, where the processor can: the bits of one are those of all. */
export const FUSED: readonly Variant[] = ["wide", "tall", "relaxed"];

/** The WebAssembly of a variant, for memory that threads share or for memory of one's own. */
export const binaryOf = (variant: Variant, memory: "own" | "shared"): Uint8Array<ArrayBuffer> => {
  const { [memory]: digits } = KERNELS[variant] as (typeof KERNELS)[string];
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
};

/** Whether this engine runs a variant, by its features alone: the same at every start. */
export const isSupported = (variant: Variant): boolean =>
  (variant !== "wide" || canRevectorize()) &&
  underKernelFlags({ wide: variant === "wide" }, () =>
    WebAssembly.validate(binaryOf(variant, "own")),
  );
