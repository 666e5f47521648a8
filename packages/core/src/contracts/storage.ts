/**
 * Where a run is kept. Paths are relative, with "/" between names. The file system, browser
 * storage or memory stands behind it; core never opens a file itself.
 */
export interface Storage {
  read(path: string): Promise<Uint8Array>;
  exists(path: string): Promise<boolean>;
  /** Names (not paths) in a folder; empty when it does not exist. */
  list(folder: string): Promise<string[]>;
  /** Writes one file so that a reader sees the old content or the new, never a part. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Writes a whole folder under a temporary name, syncs, and renames it into place. */
  writeFolder(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void>;
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Cuts a file to its first `size` bytes. */
  truncate(path: string, size: number): Promise<void>;
  remove(path: string): Promise<void>;
}
