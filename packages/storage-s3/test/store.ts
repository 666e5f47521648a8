import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Store {
  readonly endpoint: string;
  readonly objects: Map<string, Uint8Array>;
  /** Requests by method and key so far. */
  readonly log: string[];
  close(): Promise<void>;
}

interface Wrong {
  /** A store that takes conditional writes for plain ones. */
  readonly ignores?: "if-match" | "if-none-match";
  /** Statuses in place of answers, from the first request on; 0 carries it out and cuts the line. */
  readonly failing?: number[];
  /** Says of objects that begin as gzip files do that they are packed on their way, as some tools store them. */
  readonly encodes?: boolean;
}

const etag = (bytes: Uint8Array): string => `"${createHash("md5").update(bytes).digest("hex")}"`;

/**
 * What a storage asks of an object store, kept in memory: objects with ETags, conditional writes, listings
 * in pages of three names.
 */
export const startStore = async ({
  ignores,
  failing = [],
  encodes,
}: Wrong = {}): Promise<Store> => {
  const objects = new Map<string, Uint8Array>();
  const log: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? "", "http://store");
    const [, , ...names] = url.pathname.split("/");
    const key = decodeURIComponent(names.join("/"));
    log.push(`${request.method} ${key}`);
    const answer = (status: number, headers = {}, body?: string | Uint8Array) => {
      const failure = failing.shift();
      if (failure === 0) return void request.socket.destroy();
      response.writeHead(failure ?? status, headers).end(failure ? undefined : body);
    };
    if (failing.length > 0 && failing[0] !== 0) return answer(500);
    if (request.method === "GET" && key === "") return answer(200, {}, listing(objects, url));
    const present = objects.get(key);
    if (request.method === "GET") {
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
      if (!present) return answer(404);
      const wanted = ignores === "if-match" ? undefined : request.headers["if-match"];
      if (wanted !== undefined && wanted !== etag(present)) return answer(412);
      const packed = encodes && present[0] === 0x1f && { "content-encoding": "gzip" };
      const headers = { etag: etag(present), ...packed };
      return start === undefined
        ? answer(200, headers, present)
        : answer(206, headers, present.subarray(Number(start), Number(end) + 1));
    }
    if (request.method === "DELETE") {
      objects.delete(key);
      return answer(204);
    }
    const none = ignores !== "if-none-match" && request.headers["if-none-match"] === "*";
    const match = ignores !== "if-match" && request.headers["if-match"];
    if (none && present) return answer(412);
    if (match && !present) return answer(404);
    if (match && present && etag(present) !== match) return answer(412);
    const bytes = new Uint8Array(Buffer.concat(chunks));
    objects.set(key, bytes);
    return answer(200, { etag: etag(bytes) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const listing = (objects: ReadonlyMap<string, Uint8Array>, { searchParams }: URL): string => {
  const prefix = searchParams.get("prefix") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const within = searchParams.get("delimiter") === "/";
  const deeper = (key: string) => key.slice(prefix.length).split("/").length > 1;
  const shown = within ? keys.filter((key) => !deeper(key)) : keys;
  const folders = within
    ? new Set(
        keys.filter(deeper).map((key) => `${prefix}${key.slice(prefix.length).split("/")[0]}/`),
      )
    : [];
  const from = Number(searchParams.get("continuation-token") ?? 0);
  const page = shown.slice(from, from + 3);
  const more = from + 3 < shown.length;
  return `<ListBucketResult>${page
    .map(
      (key) =>
        `<Contents><Key>${encodeURIComponent(key)}</Key><ETag>${etag(objects.get(key) as Uint8Array).replaceAll('"', "&quot;")}</ETag><Size>${objects.get(key)?.length}</Size></Contents>`,
    )
    .join("")}${[...folders]
    .map((one) => `<CommonPrefixes><Prefix>${encodeURIComponent(one)}</Prefix></CommonPrefixes>`)
    .join(
      "",
    )}${more ? `<NextContinuationToken>${from + 3}</NextContinuationToken>` : ""}</ListBucketResult>`;
};
