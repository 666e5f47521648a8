import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a hub does with models, on this machine alone: enough of it for a push and a pull. */
export interface LoopbackHub {
  readonly url: string;
  /** Files by `owner/name/path`; of datasets by `datasets/owner/name/path`. */
  readonly files: Map<string, Uint8Array>;
  /** Answers that were given: method and path. */
  readonly asked: string[];
  close(): Promise<void>;
}

const sha = (content: Uint8Array | string): string =>
  createHash("sha1").update(content).digest("hex");

const TOKEN = "Bearer hf_loopback";

/** Starts one that knows the token `hf_loopback`. */
export const loopbackHub = async (): Promise<LoopbackHub> => {
  const files = new Map<string, Uint8Array>();
  const objects = new Map<string, Uint8Array>();
  /** The files of a dataset by the commit that was told of it. */
  const commits = new Map<string, ReadonlyMap<string, Uint8Array>>();
  const repos = new Set<string>();
  const asked: string[] = [];
  let url = "";

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = decodeURIComponent((request.url as string).split("?")[0] as string);
    asked.push(`${request.method} ${path}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    const [, upload] = /^\/objects\/(\w+)$/.exec(path) ?? [];
    if (upload) {
      objects.set(upload, body);
      return void response.end();
    }
    const [, from, at, file] =
      /^\/((?:datasets\/)?[\w.-]+\/[\w.-]+)\/resolve\/(\w+)\/(.+)$/.exec(path) ?? [];
    if (at && file) {
      return send(request, response, (commits.get(at) ?? files).get(`${from}/${file}`));
    }

    const [, listed, what, revision] =
      /^\/api\/(datasets\/[\w.-]+\/[\w.-]+)\/(revision|tree)\/(\w+)/.exec(path) ?? [];
    const own = [...(commits.get(revision ?? "") ?? files)].filter(([name]) =>
      name.startsWith(`${listed}/`),
    );
    if (listed && own.length > 0) {
      if (what === "revision") {
        const told = sha(JSON.stringify(own.map(([name, bytes]) => [name, sha(bytes)])));
        commits.set(told, new Map(own));
        return json({ sha: told, id: listed });
      }
      return json(
        own.map(([name, bytes]) => ({
          ...{ type: "file", path: name.slice(listed.length + 1) },
          ...{ size: bytes.length, oid: sha(bytes) },
        })),
      );
    }

    if (request.headers.authorization !== TOKEN) return json({ error: "Invalid token" }, 401);
    if (path === "/api/repos/create") {
      const { organization, name } = JSON.parse(String(body));
      const repo = `${organization}/${name}`;
      if (repos.has(repo)) return json({ error: "You already created this model repo" }, 409);
      repos.add(repo);
      return json({ url: `${url}/${repo}`, id: repo });
    }
    if (path.endsWith("/preupload/main")) {
      const told = JSON.parse(String(body)) as { files: { path: string }[] };
      const mode = (name: string) => (name.endsWith(".safetensors") ? "lfs" : "regular");
      return json({ files: told.files.map(({ path }) => ({ path, uploadMode: mode(path) })) });
    }
    if (path.endsWith(".git/info/lfs/objects/batch")) {
      const told = JSON.parse(String(body)) as { transfers: string[]; objects: { oid: string }[] };
      if (told.transfers.includes("xet")) return json({ error: "no xet here" }, 400);
      const actions = (oid: string) => ({ upload: { href: `${url}/objects/${oid}` } });
      const batch = told.objects.map((each) => ({ ...each, actions: actions(each.oid) }));
      return json({ transfer: "basic", objects: batch });
    }
    const [, repo] = /^\/api\/models\/(.+)\/commit\/main$/.exec(path) ?? [];
    if (!repo) return json({ error: "Not found" }, 404);
    for (const line of String(body).trim().split("\n")) {
      const { key, value } = JSON.parse(line);
      if (key === "file") files.set(`${repo}/${value.path}`, Buffer.from(value.content, "base64"));
      if (key !== "lfsFile") continue;
      const object = objects.get(value.oid) as Uint8Array;
      if (createHash("sha256").update(object).digest("hex") !== value.oid) return json({}, 422);
      files.set(`${repo}/${value.path}`, object);
    }
    json({ commitOid: "0".repeat(40), commitUrl: `${url}/${repo}/commit/0`, hookOutput: "" });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url, files, asked },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};

const send = (
  { headers }: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array | undefined,
): void => {
  if (!bytes) {
    response.writeHead(404, { "X-Error-Code": "EntryNotFound" }).end();
    return;
  }
  const size = bytes.length;
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
  if (start === undefined) {
    response.writeHead(200, { etag: '"1"', "access-control-allow-origin": "*" }).end(bytes);
    return;
  }
  response.writeHead(206, { etag: '"1"', "content-range": `bytes ${start}-${end}/${size}` });
  response.end(bytes.subarray(Number(start), Number(end) + 1));
};
