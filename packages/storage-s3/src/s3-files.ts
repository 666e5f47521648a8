import type { RangedFile } from "@textvae/core";
import { type S3Account, s3Address } from "./address.ts";
import { s3Client } from "./client.ts";

/**
 * The objects under a prefix by their names there, each read by range. What stands in folders is under
 * `folder/name`.
 *
 * Throws `OPTION` for a name that is none, `STORAGE` where the store is away or refuses, and for an object that
 * was replaced or removed since it was listed.
 *
 * @example
 * const files = await s3Files("s3://corpora/news", s3AccountIn(process.env));
 * const bytes = await files.get("train.jsonl.gz")?.range.slice(0, 100);
 */
export const s3Files = async (
  name: string,
  account: S3Account = {},
): Promise<ReadonlyMap<string, RangedFile>> => {
  const { bucket, prefix } = s3Address(name);
  const client = s3Client(bucket, account);
  const within = prefix === "" ? "" : `${prefix}/`;
  const { names } = await client.list(within);
  return new Map(
    names.map(({ key, size, version }): [string, RangedFile] => [
      key.slice(within.length),
      {
        name: `s3://${bucket}/${key}`,
        stamp: `${size}-${version}`,
        range: { size, slice: (start, end) => client.range(key, version, start, end) },
      },
    ]),
  );
};
