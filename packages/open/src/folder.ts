import { TextvaeError } from "@textvae/core";
import type { Source } from "@textvae/runs";

/** What is used of `node:fs/promises`. */
interface FileSystem {
  readFile(path: URL | string): Promise<Uint8Array<ArrayBuffer>>;
  access(path: URL | string): Promise<void>;
}

/** The file system of Node, Bun and Deno; undefined in a page or a worker of one. */
export const fileSystem = (): FileSystem | undefined => {
  const { process } = globalThis as {
    readonly process?: { getBuiltinModule?(name: string): unknown };
  };
  return process?.getBuiltinModule?.("node:fs/promises") as FileSystem | undefined;
};

/** A bundle in a folder, by its path or `file:` URL. */
export const folderSource = (folder: string | URL, files: FileSystem): Source => {
  const at = (path: string) => {
    const whole = `${String(folder).replace(/\/$/, "")}/${path}`;
    return whole.startsWith("file:") ? new URL(whole) : whole;
  };
  return {
    exists: (path) =>
      files.access(at(path)).then(
        () => true,
        () => false,
      ),
    read: (path) =>
      files.readFile(at(path)).catch((cause) => {
        throw new TextvaeError("STORAGE", path, {
          expected: `a file in ${folder}`,
          got: String((cause as { code?: unknown }).code),
          hint: "Name the folder that `textvae export` wrote.",
          cause,
        });
      }),
  };
};
