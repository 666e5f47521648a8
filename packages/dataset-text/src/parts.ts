import { type CorpusHost, type Shard, TextvaeError } from "@textvae/core";
import { createDigest, type Digest, type Piece, piecesOf, type Reading } from "@textvae/corpus";
import { mapSplits, type PerSplit, SPLITS } from "@textvae/text";
import { type PieceFacts, piecesReading, type TextFiles } from "./file-reading.ts";
import type { Format } from "./format-name.ts";

/** Under which a part of what is kept under a key is left. */
const partKey = (key: string, { index, count }: Shard): string => `${key}-${index}-${count}`;

/** Formats whose lines say all by themselves: reading may begin at any of them. */
const CUTTABLE: readonly Format[] = ["lines", "label-tab", "rating-first", "jsonl"];

const piecesIn = ({ splits, options }: TextFiles, shard: Shard): Promise<readonly Piece[]> =>
  piecesOf(
    mapSplits(splits, ({ files }) => files),
    shard,
    CUTTABLE.includes(options.format),
  );

/** All files of some splits, in their order. */
const filesIn = (splits: TextFiles["splits"]) =>
  SPLITS.flatMap((split) => splits[split]?.files ?? []);

/** What helpers left of a text. */
export interface HelpedText {
  /** The keys of its parts, in their order. */
  readonly keys: readonly string[];
  /** What its files are, by split. */
  readonly digests: PerSplit<Digest>;
}

/**
 * Has the helpers of a host read what is kept under a key, while the bytes are hashed here, takes what they left, and
 * removes it then; where another try may end otherwise, it stays.
 *
 * Undefined where one process has to read it: there are no helpers, or nothing to share, or there is an error in the
 * text. That names a line of a part then; one process that reads all names that of the file.
 */
export const byHelpers = async <T>(
  text: TextFiles,
  key: string,
  take: (helped: HelpedText) => Promise<T>,
): Promise<T | undefined> => {
  const { helpers, forget } = text.host;
  const shards = helpers ? await shardsOf(text, helpers.count) : [];
  if (!helpers || shards.length < 2) {
    if (helpers && helpers.count > 1)
      helpers.note(`${nameOf(text)} can't be cut: one process reads it`);
    return undefined;
  }
  const keys = shards.map((shard) => partKey(key, shard));
  const there = await Promise.all(keys.map((key) => isLeft(text.host, key)));
  const wanted = shards.filter((_, at) => !there[at]).map(({ index }) => index);
  let read = false;
  try {
    const digests = await meanwhile(helpers.read(wanted), (ended) => digestsOf(text, ended));
    read = true;
    return await take({ keys, digests });
  } catch (error) {
    if (!isOfText(error)) keys.length = 0;
    if (read || !isOfText(error)) throw error;
    return undefined;
  } finally {
    for (const key of keys) await forget?.(key);
  }
};

/** Waits for both, for the other no longer than the first goes well. */
const meanwhile = async <T>(
  first: Promise<void>,
  act: (hasFailed: () => boolean) => Promise<T>,
): Promise<T> => {
  let failed = false;
  const [ended, other] = await Promise.allSettled([
    first.catch((error) => {
      failed = true;
      throw error;
    }),
    act(() => failed),
  ]);
  if (ended.status === "rejected") throw ended.reason;
  if (other.status === "rejected") throw other.reason;
  return other.value;
};

/** The parts that hold something; none of a text of which not all sentences count. */
const shardsOf = async (text: TextFiles, count: number): Promise<readonly Shard[]> => {
  if (SPLITS.some((split) => text.splits[split]?.only)) return [];
  const shards: Shard[] = [];
  for (let index = 0; index < count; index++) {
    if ((await piecesIn(text, { index, count })).length > 0) shards.push({ index, count });
  }
  return shards;
};

const nameOf = ({ splits }: TextFiles): string =>
  filesIn(splits)
    .map(({ name }) => name)
    .slice(0, 3)
    .join(", ");

/** Whether something was left with a host under a key. */
export const isLeft = async (host: CorpusHost, key: string): Promise<boolean> => {
  const file = await host.open(key);
  file?.close();
  return file !== undefined;
};

/** Whether an error comes again, whoever reads the text. */
const isOfText = (error: unknown): boolean =>
  error instanceof TextvaeError &&
  ["DATA", "ENCODING", "OPTION", "CAPABILITY"].includes(error.code);

const digestsOf = async (
  { splits, host }: TextFiles,
  ended: () => boolean,
): Promise<PerSplit<Digest>> => {
  const digests = mapSplits(splits, ({ files }) => createDigest(host, files.length));
  for (const split of SPLITS) {
    for (const source of splits[split]?.files ?? []) {
      for await (const _ of (digests[split] as Digest).read(source)) if (ended()) return digests;
    }
  }
  return digests;
};

/** What a part holds of each split, and under which key it is left. */
export interface TextPart {
  readonly key: string;
  readonly splits: PerSplit<Reading<readonly PieceFacts[]>>;
}

export const partOf = async (text: TextFiles, key: string, shard: Shard): Promise<TextPart> => {
  const pieces = await piecesIn(text, shard);
  const present = new Set(pieces.map(({ split }) => split));
  const readings = [...present].map((split) => {
    const within = pieces.filter((piece) => piece.split === split);
    return [split, piecesReading(text, within)];
  });
  return { key: partKey(key, shard), splits: Object.fromEntries(readings) };
};

/** Throws `DATA` for a part that is left under another key: that of files of another time. */
export const missing = (key: string) => async (): Promise<never> => {
  throw new TextvaeError("DATA", key, {
    expected: "the part that was read a moment ago",
    got: "none",
    hint: "Do the files change while they are read?",
  });
};
