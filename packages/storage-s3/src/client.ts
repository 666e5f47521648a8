import { TextvaeError } from "@textvae/core/options";
import { AwsClient } from "aws4fetch";
import type { S3Account } from "./address.ts";
import { type Answer, attempts } from "./attempts.ts";
import { type Listing, parseListing } from "./listing.ts";

/** What a write asks of the object that is there: a certain version, or that there is none. */
export type Condition = { readonly version: string } | { readonly absent: true };

/** An object as it was read. */
export interface Read {
  readonly bytes: Uint8Array;
  /** Its ETag: another one after every write. */
  readonly version: string;
}

/** The few requests of S3 that a storage is made of. Each throws `STORAGE` where it can't be had. */
export interface S3Client {
  /** Undefined where there is no such object. */
  get(key: string): Promise<Read | undefined>;
  /** Bytes `start` … `end` − 1 of an object that is still the one of this version. */
  range(key: string, version: string, start: number, end: number): Promise<Uint8Array>;
  /** The version that was written; undefined where the condition does not hold. */
  put(key: string, bytes: Uint8Array, condition?: Condition): Promise<string | undefined>;
  delete(key: string): Promise<void>;
  /** All names that begin so, or with `within` those up to the next "/" alone. */
  list(prefix: string, options?: { readonly within?: boolean }): Promise<Listing>;
}

/** Names that one listing may have; more are no folder of a run, of a bundle or of a corpus. */
const MOST = 20_000;

export const s3Client = (bucket: string, account: S3Account): S3Client => {
  const { endpoint, region = "us-east-1", accessKeyId, secretAccessKey, sessionToken } = account;
  const base =
    endpoint === undefined
      ? `https://${bucket}.s3.${region}.amazonaws.com`
      : `${endpoint.replace(/\/$/, "")}/${bucket}`;
  const signer =
    accessKeyId !== undefined && secretAccessKey !== undefined
      ? new AwsClient({
          ...{ accessKeyId, secretAccessKey, region, service: "s3", retries: 0 },
          ...(sessionToken !== undefined && { sessionToken }),
        })
      : undefined;
  const ask = async (key: string, init: RequestInit, query = ""): Promise<Answer> => {
    const url = `${base}/${key.split("/").map(encodeURIComponent).join("/")}${query}`;
    return attempts(key, init, async (signal) => {
      const request = { ...init, signal };
      return signer ? fetch(await signer.sign(url, request)) : fetch(url, request);
    });
  };

  return {
    async get(key) {
      const { status, headers, bytes, refuse } = await ask(key, { method: "GET" });
      if (status === 404) return undefined;
      if (status !== 200) throw refuse();
      return { bytes, version: headers.get("etag") ?? "" };
    },
    async range(key, version, start, end) {
      if (end <= start) return new Uint8Array();
      const headers = { range: `bytes=${start}-${end - 1}`, "if-match": version };
      const answer = await ask(key, { method: "GET", headers });
      if (answer.status === 404) throw changed(key, "none: it was removed");
      // A store that knows no conditions of reading says which one it read.
      const other = answer.status < 300 && (answer.headers.get("etag") ?? version) !== version;
      if (other || answer.status === 412) throw changed(key, "another one: it was replaced");
      if (![200, 206].includes(answer.status)) throw answer.refuse();
      const encoding = answer.headers.get("content-encoding") ?? "identity";
      if (encoding !== "identity") throw unpackedOnItsWay(key, encoding);
      // 200: a store that knows no ranges.
      const bytes = answer.status === 206 ? answer.bytes : answer.bytes.subarray(start, end);
      if (bytes.length < end - start) throw changed(key, `${bytes.length} bytes of ${end - start}`);
      return bytes;
    },
    async put(key, bytes, condition) {
      const headers: Record<string, string> = {};
      if (condition && "version" in condition) headers["if-match"] = condition.version;
      if (condition && "absent" in condition) headers["if-none-match"] = "*";
      const answer = await ask(key, { method: "PUT", body: bytes as BodyInit, headers });
      // 409: another conditional write of it is under way. 404: what should be replaced is gone.
      if (condition && [404, 409, 412].includes(answer.status)) return undefined;
      if (answer.status !== 200) throw answer.refuse();
      return answer.headers.get("etag") ?? "";
    },
    async delete(key) {
      const { status, refuse } = await ask(key, { method: "DELETE" });
      if (![200, 204, 404].includes(status)) throw refuse();
    },
    async list(prefix, { within = false } = {}) {
      const all: { names: Listing["names"][number][]; folders: string[] } = {
        names: [],
        folders: [],
      };
      let next: string | undefined;
      do {
        const query = new URLSearchParams({ "list-type": "2", "encoding-type": "url", prefix });
        if (within) query.set("delimiter", "/");
        if (next !== undefined) query.set("continuation-token", next);
        const { status, bytes, refuse } = await ask("", { method: "GET" }, `?${query}`);
        if (status !== 200) throw refuse();
        const page = parseListing(new TextDecoder().decode(bytes));
        all.names.push(...page.names);
        all.folders.push(...page.folders);
        next = page.next;
        if (all.names.length > MOST) throw tooMany(bucket, prefix);
      } while (next !== undefined);
      return all;
    },
  };
};

const changed = (key: string, got: string): TextvaeError =>
  new TextvaeError("STORAGE", key, {
    expected: "the object that was there when reading began",
    got,
    hint: "Start again, once nobody writes there any more.",
  });

/** Whoever receives it unpacks what it is sent, so that ranges of it are no pieces of one text. */
const unpackedOnItsWay = (key: string, encoding: string): TextvaeError =>
  new TextvaeError("STORAGE", key, {
    expected: "an object that is sent as it is",
    got: `Content-Encoding: ${encoding}`,
    hint: "Store it without this header; text that begins as a gzip file is unpacked here.",
  });

const tooMany = (bucket: string, prefix: string): TextvaeError =>
  new TextvaeError("STORAGE", `s3://${bucket}/${prefix}`, {
    expected: "the folder of a run, of a bundle or of a corpus",
    got: `more than ${MOST} objects`,
    hint: "Name a folder further down.",
  });
