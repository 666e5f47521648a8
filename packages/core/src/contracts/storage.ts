/**
 * Where a run is kept. Paths are relative, with "/" between names. The file system, browser
 * storage or memory stands behind it.
 */
export interface Storage {
  read(path: string): Promise<Uint8Array>;
  exists(path: string): Promise<boolean>;
  /** Names (not paths) in a folder, "" being the whole; empty when it does not exist. */
  list(folder: string): Promise<string[]>;
  /** Writes one file so that a reader sees the old content or the new, never a part. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes a whole folder under a temporary name, syncs, and renames it into place. */
  writeFolder(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Cuts a file to its first `size` bytes. */
  truncate(path: string, size: number): Promise<void>;
  remove(path: string): Promise<void>;
  /** Present where programs, perhaps of several machines, may want to write at once. */
  readonly claims?: Claims;
}

/** A claim to be the one writer of a storage. */
export interface Claim {
  /** 1 for the first; each later one has the next. */
  readonly number: number;
  /** What its maker tells of itself. */
  readonly record: Uint8Array;
}

/**
 * The right to write, which passes from claim to claim. The number of a claim is its fence: from the
 * moment that a later one is made, nothing that was begun under an earlier one is ever written,
 * whenever its program wakes. No clock is asked.
 */
export interface Claims {
  /** The latest claim; undefined where there never was one. */
  latest(): Promise<Claim | undefined>;
  /**
   * Makes the claim that follows claim `after` (0 for the first) and gives the storage to write
   * through; undefined where another has made it. Whatever changes something through the storage of an
   * earlier claim then throws `LOCKED` and has changed nothing.
   */
  next(after: number, record: Uint8Array): Promise<Storage | undefined>;
  /** Replaces the record of a claim. Throws `LOCKED` where a later claim was made. */
  update(claim: Claim): Promise<void>;
}
