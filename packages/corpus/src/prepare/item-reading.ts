import type { BesideValue, Split } from "@textvae/core";
import type { Sentence, TextSize } from "@textvae/text";
import { columnOf } from "../paged/beside.ts";
import type { Reading, ReadingFacts } from "./reading.ts";
import type { SentenceIds } from "./words.ts";

/** An item of a split on its way into a file. It holds until the next. */
export interface ReadItem {
  readonly ids: ArrayLike<number>;
  /** Which of these they are: from one on and before another. Default: all. */
  readonly begin?: number;
  readonly end?: number;
  /** The same for equal items. */
  readonly hash: number;
  /** The name of its class. */
  readonly label?: string | undefined;
  /** What stands beside it, by column. */
  readonly beside?: Readonly<Record<string, BesideValue>> | undefined;
}

/** How much text items are, and what their ids lost. */
export interface ItemTotals {
  readonly text: TextSize;
  readonly cutItems: number;
  readonly cutIds: number;
}

/** The items of a split as they come, and what is known of them afterwards. */
export interface ItemReading<Facts = ReadingFacts> {
  readonly items: AsyncIterable<Iterable<ReadItem>>;
  totals(): ItemTotals;
  facts(): Facts;
}

type Read = (sentence: Sentence, where: () => string) => SentenceIds;

/** Sentences as items, each read when it is asked for. */
export const encoded = <Facts>(
  { sentences, facts }: Reading<Facts>,
  split: Split,
  read: Read,
): ItemReading<Facts> => {
  let [items, cutItems, cutIds] = [0, 0, 0];
  const text = { words: 0, bytes: 0 };
  const where = () => `${split}, sentence ${items + 1}`;
  function* itemsOf(some: Iterable<Sentence>): Iterable<ReadItem> {
    for (const sentence of some) {
      const { ids, hash, size, lost } = read(sentence, where);
      items++;
      text.words += size.words;
      text.bytes += size.bytes;
      cutItems += Number(lost > 0);
      cutIds += lost;
      yield { ids, hash, label: sentence.label, beside: besideIn(sentence) };
    }
  }
  async function* all(): AsyncIterable<Iterable<ReadItem>> {
    for await (const some of sentences) yield itemsOf(some);
  }
  return { items: all(), totals: () => ({ text, cutItems, cutIds }), facts };
};

const besideIn = ({ beside }: Sentence): ReadItem["beside"] =>
  beside &&
  Object.fromEntries(Object.entries(beside).map(([name, value]) => [columnOf(name), value]));
