import { closeSync, fstatSync, readSync, writeSync } from "node:fs";
import { type PageFile, TextvaeError } from "@textvae/core";
import { tooShort } from "../pages/memory-pages.ts";

/** A file that is open, read and written by range. */
export const filePages = (descriptor: number, path: string): PageFile => {
  const attempt = <T>(act: () => T): T => {
    try {
      return act();
    } catch (cause) {
      throw new TextvaeError("STORAGE", path, {
        expected: "to read and write the prepared corpus",
        got: (cause as Error).message,
        hint: "Free some space, or name another folder by --cache.",
        cause,
      });
    }
  };
  let open = true;
  return {
    name: path,
    size: () => attempt(() => fstatSync(descriptor).size),
    read(at, into) {
      for (let done = 0; done < into.length; ) {
        const start = done;
        const read = attempt(() =>
          readSync(descriptor, into, start, into.length - start, at + start),
        );
        if (read === 0) throw tooShort(path, at + into.length, at + done);
        done += read;
      }
    },
    write(at, bytes) {
      for (let done = 0; done < bytes.length; ) {
        const start = done;
        done += attempt(() =>
          writeSync(descriptor, bytes, start, bytes.length - start, at + start),
        );
      }
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
};
