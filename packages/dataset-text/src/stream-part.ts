import type { ByteSource, CorpusHost, Shard } from "@textvae/core";
import { numberedWords, openPart, type PartIds, preparePart, tokenizerIds } from "@textvae/corpus";
import { mapSplits, type PerSplit } from "@textvae/text";
import { leaveCountsOf, tokenizerOf } from "./learned.ts";
import type { ReadingOptions } from "./options.ts";
import { partOf } from "./parts.ts";
import { asked, preparation } from "./preparation.ts";

/**
 * Reads one of several parts of these files and leaves it with the host, for `streamText` with helpers. Of a tokenizer
 * that is still to be learned, it leaves what the learner counts of the part. One that is damaged is read again.
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
  if (await isWhole(host, part.key)) return;
  const { maxLength } = text.options;
  const words = (): PartIds => (tokenizer ? tokenizerIds(tokenizer, maxLength) : numberedWords());
  const file = await host.make(part.key, (file) =>
    preparePart(file, { ...options, splits: part.splits, words }),
  );
  file.close();
};

/** Whether a part was left, and nothing of it is damaged. */
const isWhole = async (host: CorpusHost, key: string): Promise<boolean> => {
  const file = await host.open(key);
  if (!file) return false;
  try {
    openPart(file, host);
    return true;
  } catch {
    return false;
  } finally {
    file.close();
  }
};
