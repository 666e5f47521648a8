/*
 * The private file system of a site, as far as workers use it for pages: names, one handle that writes or several that
 * read, files that are moved, and a quota. Chromium itself is asked in test/tab.test.ts.
 */

interface FakeFile {
  bytes: Uint8Array;
  readers: number;
  writer: boolean;
}

const refusal = (name: string): DOMException => new DOMException(`fake: ${name}`, name);

/** A site with room for so many bytes; without `modes` a handle that reads has its file alone, too. */
export const fakeOpfs = ({ quota = Infinity, modes = true } = {}) => {
  const files = new Map<string, FakeFile>();
  const used = () => [...files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  const found = (name: string): FakeFile => {
    const file = files.get(name);
    if (!file) throw refusal("NotFoundError");
    return file;
  };

  const access = (file: FakeFile, reads: boolean) => {
    if (file.writer || (!reads && file.readers > 0)) throw refusal("NoModificationAllowedError");
    if (reads) file.readers++;
    else file.writer = true;
    let open = true;
    return {
      getSize: () => file.bytes.length,
      read(into: Uint8Array, { at }: { readonly at: number }) {
        const part = file.bytes.subarray(at, at + into.length);
        into.set(part);
        return part.length;
      },
      write(bytes: Uint8Array, { at }: { readonly at: number }) {
        const end = Math.max(file.bytes.length, at + bytes.length);
        if (used() - file.bytes.length + end > quota) throw refusal("QuotaExceededError");
        const grown = new Uint8Array(end);
        grown.set(file.bytes);
        grown.set(bytes, at);
        file.bytes = grown;
        return bytes.length;
      },
      flush() {},
      close() {
        if (open && reads) file.readers--;
        else if (open) file.writer = false;
        open = false;
      },
    };
  };

  const handle = (given: string) => {
    let name = given;
    return {
      createSyncAccessHandle: async (options?: { readonly mode: string }) =>
        access(found(name), modes && options?.mode === "read-only"),
      getFile: async () => new File([found(name).bytes as Uint8Array<ArrayBuffer>], name),
      async move(to: string) {
        const file = found(name);
        const there = files.get(to);
        if (file.writer || there?.writer || there?.readers) {
          throw refusal("NoModificationAllowedError");
        }
        files.delete(name);
        files.set(to, file);
        name = to;
      },
    };
  };

  const folder = {
    getDirectoryHandle: async () => folder,
    async getFileHandle(name: string, { create = false } = {}) {
      if (create && !files.has(name)) {
        files.set(name, { bytes: new Uint8Array(), readers: 0, writer: false });
      }
      found(name);
      return handle(name);
    },
    async removeEntry(name: string) {
      const { writer, readers } = found(name);
      if (writer || readers > 0) throw refusal("NoModificationAllowedError");
      files.delete(name);
    },
    async *keys() {
      yield* [...files.keys()];
    },
  };

  return {
    files,
    navigator: { storage: { getDirectory: async () => folder }, locks: fakeLocks() },
  };
};

type Granted = (lock: object | null) => unknown;

/** Locks of a site: one that holds a name alone, or several that share it. */
const fakeLocks = () => {
  const held = new Map<string, { shared: number; alone: boolean; wake: (() => void)[] }>();
  return {
    async request(
      name: string,
      given: { readonly mode?: string; readonly ifAvailable?: boolean } | Granted,
      act: Granted = given as Granted,
    ): Promise<unknown> {
      const { mode = "exclusive", ifAvailable = false } = typeof given === "function" ? {} : given;
      const lock = held.get(name) ?? { shared: 0, alone: false, wake: [] };
      held.set(name, lock);
      const taken = () => lock.alone || (mode === "exclusive" && lock.shared > 0);
      if (ifAvailable && taken()) return act(null);
      while (taken()) await new Promise<void>((resolve) => lock.wake.push(resolve));
      if (mode === "shared") lock.shared++;
      else lock.alone = true;
      try {
        return await act({});
      } finally {
        if (mode === "shared") lock.shared--;
        else lock.alone = false;
        for (const wake of lock.wake.splice(0)) wake();
      }
    },
  };
};
