import type { ByteSource, CorpusHost, Shard } from "@textvae/core";
import { numberedWords, type PartIds, preparePart, tokenizerIds } from "@textvae/corpus";
import { mapSplits, type PerSplit } from "@textvae/text";
import { leaveCountsOf, tokenizerOf } from "./learned.ts";
import type { ReadingOptions } from "./options.ts";
import { isLeft, partOf } from "./parts.ts";
import { asked, preparation } from "./preparation.ts";

/**
 * Reads one of several parts of these files and leaves it with the host, for `streamText` with helpers. Of a tokenizer
 * that is still to be learned, it leaves what the learner counts of the part.
 *
 * @throws {TextvaeError} as `streamText`; a line is counted from the first of the part.
 */
export const streamTextPart = async (
  splits: PerSplit<readonly ByteSource[]>,
  given: ReadingOptions,
  host: CorpusHost,
  shard: Shard,
): Promise<void> => {
  const text = asked(
    mapSplits(splits, (files) => ({ files })),
    given,
    host,
  );
  if (await leaveCountsOf(text, shard)) return;
  const tokenizer = await tokenizerOf(text);
  const { key, options } = preparation(text, tokenizer);
  const part = await partOf(text, key, shard);
  if (await isLeft(host, part.key)) return;
  const { maxLength } = text.options;
  const words = (): PartIds => (tokenizer ? tokenizerIds(tokenizer, maxLength) : numberedWords());
  const file = await host.make(part.key, (file) =>
    preparePart(file, { ...options, splits: part.splits, words }),
  );
  file.close();
};
