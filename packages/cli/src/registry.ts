import { cpu } from "@textvae/backend-cpu";
import { wasm } from "@textvae/backend-wasm";
import type { AnyPlugin, Registry } from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { sotu } from "@textvae/dataset-sotu";
import { text } from "@textvae/dataset-text";
import { builtins } from "@textvae/recipes";

/** Every plugin the command knows: the built-in ones and those of a configuration. */
export const commandRegistry = (plugins: readonly AnyPlugin[] = []): Registry =>
  builtins().use(wasm, cpu, bow, sotu, text, ...plugins);
