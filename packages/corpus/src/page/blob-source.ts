import { type ByteSource, TextvaeError } from "@textvae/core";
import { rangedSource } from "../sources/ranged-source.ts";

/** What is known of a file without reading it. A `File` of a page is one that can be read, too. */
export interface FileFacts {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

/**
 * A `File` of a page as a source, of which a few megabytes are in memory. What is only said of a file stands for it
 * where its text was prepared before: after a reload a page has the file no more.
 *
 * `stream` and `range` throw `DATA` for a file that was changed or removed since it was chosen, and for one of which
 * only the facts are there.
 *
 * @example
 * const splits = await streamText({ train: [blobSource(file)] }, options, pageHost());
 */
export const blobSource = (file: FileFacts & Partial<Pick<Blob, "slice">>): ByteSource => {
  const { name, size, lastModified } = file;
  return rangedSource({
    name,
    stamp: `${size}-${lastModified}`,
    range: {
      size,
      async slice(start, end) {
        if (!file.slice)
          throw unreadable(name, "only its name and size: its prepared text is gone");
        try {
          return new Uint8Array(await file.slice(start, end).arrayBuffer());
        } catch (cause) {
          throw unreadable(name, `${(cause as Error).name}: it was changed or removed`, cause);
        }
      },
    },
  });
};

const unreadable = (name: string, got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("DATA", name, {
    expected: "a file that can be read",
    got,
    hint: "Choose it again.",
    ...(cause !== undefined && { cause }),
  });
