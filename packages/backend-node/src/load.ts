import { createRequire } from "node:module";
import { join } from "node:path";
import { registerBackend } from "@tensorflow/tfjs-core";
import type { Copy } from "./find.ts";
import { type Binding, TENSORFLOW, type TensorFlow } from "./tensorflow.ts";

const own = createRequire(import.meta.url);

/**
 * Loads a copy of tfjs-node and registers its backend and kernels with the tfjs-core of this
 * program. Two things are mended before:
 *
 * - Its JavaScript calls functions of `util` that Node 22 warns of and Node 23 removed.
 * - It asks for all of `@tensorflow/tfjs`: layers, converters, two more backends and their
 *   kernels, which would replace those of backends that run already. It is handed tfjs-core,
 *   which has all it uses, unless the program has loaded `@tensorflow/tfjs` itself.
 */
export const load = ({ name, folder, addon }: Copy & { readonly addon: string }): Binding => {
  Object.assign(own("node:util"), {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  const require = createRequire(join(folder, "package.json"));
  const binding = require(addon) as Binding;
  return withTfjsCore(require, () => {
    require("./dist/register_all_kernels.js");
    const { NodeJSKernelBackend } = require("./dist/nodejs_kernel_backend.js") as {
      NodeJSKernelBackend: new (binding: Binding, name: string) => TensorFlow;
    };
    registerBackend(TENSORFLOW, () => new NodeJSKernelBackend(binding, name));
    return binding;
  });
};

/** Runs with this program's tfjs-core under the names by which the package asks for it. */
const withTfjsCore = <T>(require: NodeJS.Require, run: () => T): T => {
  const exports = own("@tensorflow/tfjs-core");
  const files = ["@tensorflow/tfjs", "@tensorflow/tfjs-core"]
    .map((name) => require.resolve(name))
    .filter((file) => !require.cache[file]);
  for (const file of files) {
    require.cache[file] = { id: file, filename: file, loaded: true, exports } as NodeJS.Module;
  }
  try {
    return run();
  } finally {
    for (const file of files) delete require.cache[file];
  }
};
