import { expect, test } from "vitest";
import { ofPackage } from "../src/bundled-files.ts";

const FILE = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

/** What Vite's development server makes of `new URL("@tensorflow/…", import.meta.url)` in an installed package. */
test.each([
  ["of npm", `/node_modules/@textvae/backend-wasm/dist/${FILE}`, `/node_modules/${FILE}`],
  [
    "of pnpm",
    `/node_modules/.pnpm/@textvae+backend-wasm@1.0.0/node_modules/@textvae/backend-wasm/dist/${FILE}`,
    `/node_modules/.pnpm/@textvae+backend-wasm@1.0.0/node_modules/${FILE}`,
  ],
  ["that a bundler has put elsewhere", "/assets/simd-1a2b.wasm", "/assets/simd-1a2b.wasm"],
])("an address %s leads to the file", (_, told, found) => {
  const origin = "http://localhost:5173";
  expect(ofPackage(new URL(told, origin))).toBe(origin + found);
});
