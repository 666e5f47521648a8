import { type PageFile, type PagePlaces, TextvaeError } from "@textvae/core";

/**
 * A file of pages in memory, with the bytes of another if these are given.
 *
 * @example
 * const file = memoryPages();
 * file.write(0, Uint8Array.of(1, 2, 3));
 */
export const memoryPages = (content: Uint8Array = new Uint8Array()): PageFile => {
  let [bytes, size] = [content, content.length];
  return {
    name: "memory",
    size: () => size,
    read(at, into) {
      if (at + into.length > size) throw tooShort("memory", at + into.length, size);
      into.set(bytes.subarray(at, at + into.length));
    },
    write(at, more) {
      const end = at + more.length;
      if (end > bytes.length) {
        const grown = new Uint8Array(Math.max(end, 2 * bytes.length));
        grown.set(bytes.subarray(0, size));
        bytes = grown;
      }
      bytes.set(more, at);
      size = Math.max(size, end);
    },
    close() {},
  };
};

/** Places in memory, where nothing is found again. */
export const memoryPlaces: PagePlaces = {
  open: async () => undefined,
  async make(_, make) {
    const file = memoryPages();
    await make(file);
    return file;
  },
};

export const tooShort = (where: string, expected: number, got: number): TextvaeError =>
  new TextvaeError("STORAGE", where, {
    expected: `a file of at least ${expected} bytes`,
    got: String(got),
    hint: "It was cut since it was opened.",
  });
