import { type ByteSource, TextvaeError } from "@textvae/core";
import type { Digest } from "./digest.ts";

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

type Hyparquet = typeof import("hyparquet");

/**
 * The rows of a Parquet file, one row group at a time, with the columns that are asked for alone. For a
 * digest, the file is read once more from end to end.
 *
 * Throws `CAPABILITY` where `hyparquet` is not installed or the source can't be read by range, `DATA` for
 * what is no Parquet file and for a column that it has not, `ENCODING` for strings that are not UTF-8, and what the
 * source throws.
 *
 * Source: Apache Parquet: file format, 2013-, https://parquet.apache.org/docs/file-format/
 */
export async function* parquetRows(
  source: ByteSource,
  columns: readonly string[],
  digest?: Digest,
): AsyncIterable<readonly Row[]> {
  const { name, range } = source;
  if (!range) {
    throw new TextvaeError("CAPABILITY", name, {
      expected: "a file that can be read by range",
      got: "one that is read from its beginning alone",
    });
  }
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema, compressors } = await library();
  let failed: { readonly cause: unknown } | undefined;
  const file = {
    byteLength: range.size,
    slice: async (start: number, end = range.size) => {
      const bytes = await range.slice(start, end).catch((cause) => {
        failed ??= { cause };
        throw cause;
      });
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    },
  };
  const attempt = <T>(read: Promise<T>): Promise<T> =>
    read.catch((cause) => {
      if (failed) throw failed.cause;
      if (cause instanceof TextvaeError) throw cause;
      throw new TextvaeError("DATA", name, {
        expected: "a Parquet file",
        got: (cause as Error).message,
        cause,
      });
    });
  const metadata = await attempt(parquetMetadataAsync(file));
  const known = parquetSchema(metadata).children.map(({ element }) => element.name);
  for (const column of columns) {
    if (known.includes(column)) continue;
    throw new TextvaeError("DATA", name, {
      expected: `a column ${JSON.stringify(column)}`,
      got: known.slice(0, 10).join(", "),
    });
  }
  if (digest) for await (const _ of digest.read(source)); // the hashes are of all bytes
  const parsers = { stringFromBytes: stringReader(name) };
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const reading = {
      ...{ file, metadata, compressors, parsers, columns: [...columns], rowStart, rowEnd },
    };
    yield await attempt(parquetReadObjects(reading));
    rowStart = rowEnd;
  }
}

/** A string of a column, in which nothing becomes U+FFFD. */
const stringReader = (name: string) => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return (bytes: Uint8Array): string | undefined => {
    try {
      return bytes && decoder.decode(bytes);
    } catch (cause) {
      const [expected, got] = ["strings of UTF-8", "one of other bytes"];
      const hint = "Write the file again with its strings as UTF-8.";
      throw new TextvaeError("ENCODING", name, { expected, got, hint, cause });
    }
  };
};

/** Both are loaded when a file is read. */
const library = async (): Promise<Hyparquet & { readonly compressors: object }> => {
  try {
    const [hyparquet, { compressors }] = await Promise.all([
      import("hyparquet"),
      import("hyparquet-compressors"),
    ]);
    return { ...hyparquet, compressors };
  } catch (cause) {
    throw new TextvaeError("CAPABILITY", "hyparquet", {
      expected: "the packages that read Parquet",
      got: "none",
      hint: "npm install hyparquet hyparquet-compressors",
      cause,
    });
  }
};
