import {
  type Counted,
  referenceOf,
  type Shard,
  type Tokenizer,
  type TokenizerLearner,
} from "@textvae/core";
import { type Digest, keptText, keyOf } from "@textvae/corpus";
import { learnedTokenizer, textIn } from "@textvae/text";
import { joinedFacts, type PieceFacts, readFiles, type TextFiles } from "./file-reading.ts";
import { byHelpers, isLeft, missing, partOf } from "./parts.ts";
import { requireBeside } from "./tokenizer-options.ts";

/** Text that is read, and what else of how that is tells it apart. */
export interface ReadText extends TextFiles {
  readonly beside: { readonly heldOut?: number };
}

/** The tokenizer that was asked for; one that has no vocabulary yet reads train for it, once. */
export const tokenizerOf = async (text: ReadText): Promise<Tokenizer | undefined> => {
  const { tokenizer, name } = text.options;
  if (!tokenizer) return undefined;
  requireBeside(tokenizer, text.options);
  const learner = learnerOf(text);
  if (!learner) return learnedTokenizer(tokenizer, undefined, text.options, name);
  let learned: Tokenizer | undefined;
  const learn = async (key?: string) => {
    const helped = key !== undefined && (await learnByHelpers(text, key, learner));
    if (!helped) await learnAlone(text, learner);
    learned = learner.finish();
    return learned.keeps?.content ?? JSON.stringify(learned.vocabulary.words);
  };
  if (!learner.again) await learn();
  else {
    const key = keyOfLearned(text);
    const content = await keptText(text.host, key, () => learn(key));
    learned ??= learner.again(content);
  }
  return learned as Tokenizer;
};

/**
 * Leaves what a learner counts of a part of train. False where nothing is to be learned, because a tokenizer has its
 * vocabulary or was learned before.
 */
export const leaveCountsOf = async (text: ReadText, shard: Shard): Promise<boolean> => {
  const learner = learnerOf(text);
  if (!learner?.again || !learner.counted) return false;
  const key = keyOfLearned(text);
  if (await isLeft(text.host, key)) return false;
  await leaveCounts(text, key, { learner, shard });
  return true;
};

const learnerOf = ({ splits, options }: TextFiles): TokenizerLearner | undefined => {
  const { tokenizer, maxVocabulary, minCount } = options;
  return splits.train && tokenizer?.learner?.({ maxVocabulary, minCount });
};

const keyOfLearned = ({ splits, options, host, beside }: ReadText): string => {
  const { name: _, tokenizer, ...read } = options;
  const stamps = splits.train?.files.map(({ name, stamp }) => [name, stamp]);
  const plugin = referenceOf(tokenizer as Tokenizer);
  return keyOf(host, { learner: "text 1", plugin, stamps, ...beside, ...read });
};

const learnAlone = async (
  { splits: { train }, ...text }: TextFiles,
  learner: TokenizerLearner,
): Promise<void> => {
  for await (const some of readFiles({ ...text, splits: { train } }).train?.sentences ?? []) {
    for (const sentence of some) learner.add(textIn(sentence));
  }
};

/** What was counted of a part of train. */
interface CountedPart {
  readonly counted: Counted;
  readonly facts: readonly PieceFacts[];
}

/** Shows a part of train to a learner, and leaves what it counted. */
const leaveCounts = async (
  { splits: { train }, ...text }: TextFiles,
  key: string,
  { learner, shard }: { readonly learner: TokenizerLearner; readonly shard: Shard },
): Promise<void> => {
  const part = await partOf({ ...text, splits: { train } }, key, shard);
  await keptText(text.host, part.key, async () => {
    const reading = part.splits.train;
    for await (const some of reading?.sentences ?? []) {
      for (const sentence of some) learner.add(textIn(sentence));
    }
    const left: CountedPart = {
      counted: (learner.counted as () => Counted)(),
      facts: reading?.facts() ?? [],
    };
    return JSON.stringify(left);
  });
};

/** Shows train to a learner by what helpers counted. False where one process has to. */
const learnByHelpers = async (
  { splits: { train }, ...rest }: TextFiles,
  key: string,
  { adopt }: TokenizerLearner,
): Promise<boolean> => {
  const text = { ...rest, splits: { train } };
  const learned =
    adopt &&
    (await byHelpers(text, key, async ({ keys, digests }) => {
      const facts: PieceFacts[] = [];
      for (const key of keys) {
        const part = JSON.parse(await keptText(text.host, key, missing(key))) as CountedPart;
        adopt(part.counted);
        facts.push(...part.facts);
      }
      joinedFacts(text, "train", facts, digests.train as Digest);
      return true;
    }));
  return learned ?? false;
};
