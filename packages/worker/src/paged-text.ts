import type { ByteSource, CorpusHost, PageFile, PagePlaces, Tokenizer } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { blobSource, pageHost } from "@textvae/corpus/page";
import { streamHeldOut, streamText } from "@textvae/dataset-text";
import { isList, type Splits, type TextFile, type TextInFiles } from "./files.ts";
import { HELD_OUT } from "./held-out.ts";
import type { Setup } from "./setup.ts";
import { type Tell, watching } from "./watching.ts";

/** Makes of a file what is read in its place, under another stamp. */
export type Written = (source: ByteSource, host: CorpusHost) => ByteSource | Promise<ByteSource>;

/** What files are read with. */
export interface PagedTextOptions {
  readonly reading: NonNullable<Setup["reading"]>;
  readonly tokenizer?: Tokenizer | undefined;
  /** The last of each so many sentences of one text is held out. Default 10. */
  readonly heldOut?: number | undefined;
  /** Where what is made of them is kept. Default: in memory. */
  readonly places?: PagePlaces | undefined;
  /** What is read in the place of a file, under another stamp. Default: the file as it is. */
  readonly written?: Written | undefined;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
  readonly tell?: Tell;
}

/** Text in files, as contents that `text` of dataset-text reads by range. */
export interface PagedText {
  readonly splits: Splits;
  /** Closes what batches are read from. */
  close(): void;
}

/**
 * Prepares text in files, or finds what was made of the same files before. What was kept and is damaged is made anew.
 *
 * Throws what `streamText` does, and the reason of the signal.
 */
export const pagedText = async (
  files: TextInFiles,
  { reading, tokenizer, heldOut = HELD_OUT, places, written, ...told }: PagedTextOptions,
): Promise<PagedText> => {
  const opened: PageFile[] = [];
  const close = () => {
    for (const file of opened) file.close();
  };
  const host = noting(pageHost(places), opened);
  const options = { ...reading, ...(tokenizer && { tokenizer }) };
  const passes = (isList(files) ? 2 : 1) + (tokenizer?.learner ? 1 : 0);
  const watched = watching({ files: Object.values(files).flat(), passes, ...told });
  const sources = (some: readonly TextFile[]) =>
    Promise.all(
      some.map(async (file) => {
        const source = watched(await sourceOf(file, host));
        return written ? written(source, host) : source;
      }),
    );
  try {
    const splits = await mended(host, async (host) => {
      if (isList(files)) return streamHeldOut(await sources(files), options, host, heldOut);
      const each = Object.entries(files).map(async ([split, some]) => [
        split,
        await sources(some ?? []),
      ]);
      return streamText(Object.fromEntries(await Promise.all(each)), options, host);
    });
    return { splits, close };
  } catch (error) {
    close();
    throw error;
  }
};

/** A file as a source. What has no name is known by its content, which is read once more for that. */
const sourceOf = async (file: TextFile, host: CorpusHost): Promise<ByteSource> => {
  if ("name" in file) return blobSource(file);
  const { size } = file;
  const slice: Blob["slice"] = (start, end) => file.slice(start, end);
  const source = blobSource({ name: "text", size, lastModified: 0, slice });
  const hash = host.sha256();
  for await (const piece of source.stream()) hash.update(piece);
  return { ...source, stamp: hash.hex() };
};

/** Notes all files that are open. */
const noting = (host: CorpusHost, opened: PageFile[]): CorpusHost => {
  const noted = <File extends PageFile | undefined>(file: File): File => {
    if (file) opened.push(file);
    return file;
  };
  return {
    ...host,
    open: async (key) => noted(await host.open(key)),
    make: async (key, write) => noted(await host.make(key, write)),
  };
};

/** Does something with what is kept; where that can't be used, with nothing kept. */
const mended = async <T>(host: CorpusHost, act: (host: CorpusHost) => Promise<T>): Promise<T> => {
  let made = false;
  const make: CorpusHost["make"] = (key, write) => {
    made = true;
    return host.make(key, write);
  };
  try {
    return await act({ ...host, make });
  } catch (error) {
    const damaged = error instanceof TextvaeError && error.code === "STORAGE" && !made;
    if (!damaged) throw error;
    return act({ ...host, open: async () => undefined });
  }
};
