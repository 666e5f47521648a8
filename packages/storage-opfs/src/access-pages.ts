import type { PageFile } from "@textvae/core";
import { TextvaeError } from "@textvae/core/options";
import { asStorageError } from "./failures.ts";

/** A file that is open in a worker, read and written by range and at once. */
export interface Access {
  getSize(): number;
  read(into: Uint8Array, options: { readonly at: number }): number;
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

/** An open file as pages. */
export const accessPages = (access: Access, name: string): PageFile => {
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (cause) {
      throw asStorageError(name, cause);
    }
  };
  return {
    name,
    size: () => attempt(() => access.getSize()),
    read(at, into) {
      const read = attempt(() => access.read(into, { at }));
      if (read < into.length) throw tooShort(name, at + into.length, at + read);
    },
    write(at, bytes) {
      const written = attempt(() => access.write(bytes, { at }));
      if (written < bytes.length) throw noRoom(name, bytes.length, written);
    },
    close: () => access.close(),
  };
};

/** Reads parts of a file at once, which only workers do. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** A file as it was, which nobody is kept from. It can't be written. */
export const snapshotPages = (file: File, name: string): PageFile => {
  const reader = new FileReaderSync();
  return {
    name,
    size: () => file.size,
    read(at, into) {
      try {
        const bytes = new Uint8Array(reader.readAsArrayBuffer(file.slice(at, at + into.length)));
        if (bytes.length < into.length) throw tooShort(name, at + into.length, at + bytes.length);
        into.set(bytes);
      } catch (cause) {
        throw asStorageError(name, cause);
      }
    },
    write() {
      throw new TextvaeError("STORAGE", name, { expected: "a file to read", got: "a write" });
    },
    close() {},
  };
};

const tooShort = (where: string, expected: number, got: number): TextvaeError =>
  new TextvaeError("STORAGE", where, {
    expected: `a file of at least ${expected} bytes`,
    got: String(got),
    hint: "It was cut since it was opened.",
  });

/** What `write` says where a browser took some bytes, and no more. */
export const noRoom = (where: string, bytes: number, written: number): TextvaeError =>
  new TextvaeError("STORAGE", where, {
    expected: `room for ${bytes} bytes`,
    got: `room for ${written}`,
    hint: "Remove other runs and corpora of this site; what was saved before is whole.",
  });
