/** Smallest modules that are valid only where a feature of WebAssembly is there. */
const MODULES = {
  // i32.const 0; i8x16.splat; i8x16.popcnt; drop
  simd: [1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 11, 1, 9, 0, 65, 0, 253, 15, 253, 98, 26, 11],
  // a shared memory; i32.const 0; i32.atomic.load; drop
  threads: [
    1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 4, 1, 3, 1, 1, 10, 11, 1, 9, 0, 65, 0, 254, 16, 2, 0, 26, 11,
  ],
  // two splats; i8x16.relaxed_swizzle; drop
  relaxedSimd: [
    1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 16, 1, 14, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2,
    26, 11,
  ],
} as const;

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];

/** Which features of WebAssembly this machine has. */
export const wasmFeatures = (): Record<keyof typeof MODULES, boolean> => {
  const valid = (body: readonly number[]) =>
    WebAssembly.validate(new Uint8Array([...HEADER, ...body]));
  return {
    simd: valid(MODULES.simd),
    threads: valid(MODULES.threads),
    relaxedSimd: valid(MODULES.relaxedSimd),
  };
};
