import type { ByteSource, CorpusHost } from "../contracts/streams.ts";
import type { Shard } from "../training/shard.ts";

/** Names of files of a folder, in the place of what a dataset takes as options. */
export interface FolderFiles {
  /** The file, or files by split, whose content is the option of that name; several follow each other. */
  readonly contents: {
    readonly [option: string]: string | { readonly [split: string]: string | readonly string[] };
  };
  /** Options that follow from the names, such as a format. */
  readonly options?: { readonly [option: string]: unknown };
}

/**
 * Which files of a folder a dataset reads. A program that has the files asks all datasets that it knows
 * with their names alone.
 */
export interface FolderReader {
  /** In words, for whom has none of them: `train.jsonl, valid.jsonl and test.jsonl`. */
  readonly expects: string;
  /**
   * Undefined for a folder that is none of its kind. `options` are those that someone set: they may say
   * which of several files are meant. Of two datasets, the one that reads all files of the
   * other and more is meant.
   */
  find(
    fileNames: readonly string[],
    options?: Readonly<Record<string, unknown>>,
  ): FolderFiles | undefined;
  /**
   * Makes of the files of the option `splits` what it takes in their place, without ever holding them.
   * `options` are the others that it will be made with.
   */
  stream?(
    splits: { readonly [split: string]: readonly ByteSource[] },
    options: Readonly<Record<string, unknown>>,
    host: CorpusHost,
  ): Promise<Readonly<Record<string, unknown>>>;
  /**
   * Makes one of several parts of what `stream` makes, for one that is helped. Absent where text is not split.
   */
  part?(
    splits: { readonly [split: string]: readonly ByteSource[] },
    options: Readonly<Record<string, unknown>>,
    host: CorpusHost,
    shard: Shard,
  ): Promise<void>;
}
