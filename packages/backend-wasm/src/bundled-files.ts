import { nodeProcess } from "./node.ts";

/**
 * Addresses of tfjs's `.wasm` files by name, where a bundler that knows `new URL(file, import.meta.url)`
 * has put them; undefined elsewhere. Each address is written out: bundlers read the source.
 */
export const bundledFiles = (): Readonly<Record<string, string>> | undefined => {
  if (nodeProcess()) return undefined;
  const plain = new URL(
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
    import.meta.url,
  );
  const simd = new URL(
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
    import.meta.url,
  );
  const threaded = new URL(
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm",
    import.meta.url,
  );
  if (plain.href === untouched("tfjs-backend-wasm.wasm")) return undefined;
  return {
    "tfjs-backend-wasm.wasm": ofPackage(plain),
    "tfjs-backend-wasm-simd.wasm": ofPackage(simd),
    "tfjs-backend-wasm-threaded-simd.wasm": ofPackage(threaded),
  };
};

/** The address of a file that no bundler has moved, made so that none does. */
const untouched = (name: string): string => {
  const here = import.meta.url;
  return new URL(["@tensorflow/tfjs-backend-wasm/dist", name].join("/"), here).href;
};

/**
 * The address of a file of tfjs's package. Vite's development server takes the name of the package for a
 * folder beside this file; it is a neighbour of this package.
 */
export const ofPackage = ({ href }: Pick<URL, "href">): string =>
  href.replace("/@textvae/backend-wasm/dist/@tensorflow/", "/@tensorflow/");
