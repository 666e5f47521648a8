import { builtin, nodeProcess } from "../node.ts";

/** V8's version as a number, 13.6 in Node 24; 0 elsewhere. */
const v8Version = (): number => Number.parseFloat(nodeProcess()?.versions.v8 ?? "0");

/** Whether V8 can join pairs of 128-bit instructions to 256-bit ones: Node 24 and later on x64. */
export const canRevectorize = (): boolean =>
  builtin("node:v8") !== undefined && v8Version() >= 13.6 && nodeProcess()?.arch === "x64";

/** Compiles at once, whole and optimised, with every instruction that the version knows, and
 * those of 256 bits for wide kernels. */
const flagsFor = (kernels: { readonly wide: boolean }): string[] => [
  "--no-liftoff",
  "--no-wasm-lazy-compilation",
  ...(v8Version() < 11.4 ? ["--experimental-wasm-relaxed-simd"] : []),
  ...(kernels.wide ? ["--experimental-wasm-revectorize"] : []),
];

const opposite = (flag: string): string =>
  flag.startsWith("--no-") ? flag.replace("--no-", "--") : flag.replace("--", "--no-");

/**
 * Compiles kernels under V8's flags for them and then takes the flags back, so that other
 * WebAssembly of the program is compiled as ever. Elsewhere than in Node it just compiles.
 */
export const underKernelFlags = <T>(kernels: { readonly wide: boolean }, compile: () => T): T => {
  const engine = builtin("node:v8");
  if (!engine) return compile();
  const flags = flagsFor(kernels);
  for (const flag of flags) engine.setFlagsFromString(flag);
  try {
    return compile();
  } finally {
    for (const flag of flags) engine.setFlagsFromString(opposite(flag));
  }
};
