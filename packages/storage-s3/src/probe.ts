import { TextvaeError } from "@textvae/core/options";
import type { S3Client } from "./client.ts";

/**
 * Throws `STORAGE` for a store that does not honour conditions of writes, where two trainers would write
 * over each other: it tries, with an object that it removes.
 */
export const requireConditions = async (
  client: S3Client,
  place: (name: string) => string,
): Promise<void> => {
  const key = place(`probe/${crypto.randomUUID()}`);
  const [one, other] = [new Uint8Array([1]), new Uint8Array([2])];
  try {
    const version = await client.put(key, one, { absent: true });
    if (version === undefined) throw ignores(key, "refuses the first write of a name");
    if (await client.put(key, other, { absent: true })) throw ignores(key, "ignores If-None-Match");
    const wrong = { version: '"00000000000000000000000000000000"' };
    if (await client.put(key, other, wrong)) throw ignores(key, "ignores If-Match");
    if (!(await client.put(key, other, { version }))) throw ignores(key, "refuses If-Match");
  } finally {
    await client.delete(key).catch(() => {});
  }
};

const ignores = (key: string, got: string): TextvaeError =>
  new TextvaeError("STORAGE", key, {
    expected: "an object store that honours conditions of writes",
    got: `one that ${got}`,
    hint: "Runs can be read from there. To write, use one that does (Amazon S3, MinIO, Ceph, R2), or a folder.",
  });
