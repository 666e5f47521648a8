import { definePlugin, type LearnOptions, type Plugin, type Tokenizer } from "@textvae/core";
import * as v from "valibot";
import { huggingface } from "./huggingface.ts";
import { createBpeLearner } from "./learn/bpe-learner.ts";

/** Ids of a learned vocabulary where nothing is said. */
const SIZE = 8000;

/**
 * Byte-level byte pair encoding that is learned from the texts of train: by `maxVocabulary`, of ids in all
 * (default 8000), and `minCount`, below which pairs stay apart. Before that, texts are bytes.
 *
 * @example
 * const dataset = sotu({ tokenizer: bpe(), maxVocabulary: 8000 });
 * await writeFile("tokenizer.json", dataset.tokenizer.keeps.content);
 */
export const bpe: Plugin<Record<string, never>, Tokenizer> = definePlugin({
  kind: "tokenizer",
  name: "bpe",
  version: "0.1.0",
  description: "Byte-level byte pair encoding, learned from train",
  options: v.strictObject({}),
  create: (): Tokenizer => {
    const { keeps: _, plugin: __, ...bytes } = huggingface({ json: bytesAlone() });
    return { ...bytes, learner };
  },
});

const bytesAlone = (): string => {
  const learner = createBpeLearner({ size: 257 });
  learner.add("a");
  return learner.finish();
};

const learner = ({ maxVocabulary: size = SIZE, minCount = 2 }: LearnOptions = {}) => {
  const { finish, ...learner } = createBpeLearner({ size, minCount });
  const again = (json: string) => huggingface({ json });
  return { ...learner, finish: () => again(finish()), again };
};
