import type { AnyPlugin, Registry } from "@textvae/core";
import { bow } from "@textvae/dataset-bow";
import { dialogue } from "@textvae/dataset-dialogue";
import { sotu } from "@textvae/dataset-sotu";
import { text } from "@textvae/dataset-text";
import { latentActionPlugins } from "@textvae/negotiation/latent-actions";
import { builtins } from "@textvae/recipes";
import { bytes, characters } from "@textvae/tokenizer-bytes";
import { bpe, huggingface } from "@textvae/tokenizer-huggingface";
import { words } from "@textvae/tokenizer-words";
import { BACKENDS } from "./backends.ts";

/** Every plugin of textvae, in a new registry, and those of a configuration. */
export const registryWith = (plugins: readonly AnyPlugin[] = []): Registry => {
  const backends = BACKENDS.map(({ plugin }) => plugin);
  const datasets = [bow, dialogue, sotu, text];
  const tokenizers = [words, characters, bytes, bpe, huggingface];
  return builtins().use(
    ...backends,
    ...latentActionPlugins,
    ...datasets,
    ...tokenizers,
    ...plugins,
  );
};
