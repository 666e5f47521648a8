/** Bytes that are read from their beginning to their end, as often as someone asks. */
export interface ByteSource {
  /** As someone named it, for errors. */
  readonly name: string;
  /** Differs when the content does, as far as that is known without reading: size and times of a file. */
  readonly stamp: string;
  /** Throws `DATA` or `STORAGE` where it can't be read. A piece may be overwritten by the next. */
  stream(): AsyncIterable<Uint8Array>;
  /** Reads parts of it; absent where it is read from its beginning alone. Throws as `stream`. */
  readonly range?: {
    readonly size: number;
    slice(start: number, end: number): Promise<Uint8Array>;
  };
}

/** A file elsewhere, of which parts can be asked for. */
export interface RangedFile extends Omit<ByteSource, "stream" | "range"> {
  readonly range: NonNullable<ByteSource["range"]>;
}

/**
 * A file that is read and written by range, at once: in Node a file descriptor, in a worker of a page a
 * synchronous handle of its private file system.
 */
export interface PageFile {
  /** Where it lies, for errors. */
  readonly name: string;
  size(): number;
  /** Fills `into` with the bytes from `at` on. Throws `STORAGE` where the file has fewer. */
  read(at: number, into: Uint8Array): void;
  write(at: number, bytes: Uint8Array): void;
  close(): void;
}

/** Where files of pages are kept, each under a key. */
export interface PagePlaces {
  /** The file that was made under a key; undefined where none was. */
  open(key: string): Promise<PageFile | undefined>;
  /** Makes one in the place of any that is there; it is seen once `make` has come to its end. */
  make(key: string, make: (file: PageFile) => Promise<void>): Promise<PageFile>;
  /** Removes what was made under a key, if anything was. */
  forget?(key: string): Promise<void>;
}

/** What a platform lends to whoever reads streams: places for files made of them, and its tools. */
export interface CorpusHost extends PagePlaces {
  /** SHA-256 of bytes that come in pieces. */
  sha256(): Hash;
  /** Who else reads text; without it, all is read here. */
  readonly helpers?: CorpusHelpers;
  /** What was packed by gzip, of all its members. Throws `DATA` where it is cut or damaged. */
  gunzip(packed: AsyncIterable<Uint8Array>, where: string): AsyncIterable<Uint8Array>;
}

export interface Hash {
  update(bytes: Uint8Array): void;
  /** In hexadecimal; of everything so far. */
  hex(): string;
}

/** Processes that share a text: each reads a part of it, and leaves what it made of that with the host. */
export interface CorpusHelpers {
  /** Into how many parts text is split. */
  readonly count: number;
  /** Has some of these read, counted from 0. Throws the error of the first that fails. */
  read(parts: readonly number[]): Promise<void>;
  /** Is told, in a sentence, why a text is read by one process. */
  note(text: string): void;
}
