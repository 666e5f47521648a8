import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname } from "node:path";
import { TextvaeError } from "@textvae/core";

/** A page that is served on this machine until it is closed. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const USUAL = 4747;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/**
 * The page asks nobody but its own server. WebAssembly is compiled, and the library that draws makes
 * its code from strings, in workers of its own, too.
 */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' data: blob:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  // A page with these two may share memory between threads, so that training has several.
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cache-control": "no-cache",
};

/**
 * Serves files from memory on loopback alone. A request that names another host than this machine is
 * refused, so that no foreign page reads a corpus by a name that leads here.
 *
 * @throws {TextvaeError} `OPTION` for a port that is taken or may not be used.
 */
export const serve = async (
  files: ReadonlyMap<string, Uint8Array>,
  port?: number,
): Promise<Served> => {
  const server = createServer((request, response) => answer(files, request, response));
  const used = await listen(server, port);
  return {
    url: `http://${HOST}:${used}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const answer = (
  files: ReadonlyMap<string, Uint8Array>,
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
): void => {
  const refuse = (status: number, says: string) =>
    response.writeHead(status, { ...HEADERS, "content-type": "text/plain" }).end(`${says}\n`);
  const host = headers.host?.replace(/:\d+$/, "");
  if (host !== HOST && host !== "localhost") return void refuse(421, "not this machine");
  if (method !== "GET" && method !== "HEAD") return void refuse(405, "only GET and HEAD");
  const name = nameOf(url ?? "/");
  const bytes = name === undefined ? undefined : files.get(name);
  if (!bytes && files.has(`${name}/index.html`)) {
    return void response.writeHead(308, { ...HEADERS, location: `/${name}/` }).end();
  }
  if (name === undefined || !bytes) return void refuse(404, "no such file");
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  response.writeHead(200, { ...HEADERS, "content-type": type, "content-length": bytes.length });
  response.end(method === "HEAD" ? undefined : bytes);
};

/** The name of a file by its address; undefined for an address that is none. */
const nameOf = (url: string): string | undefined => {
  try {
    const path = decodeURIComponent(new URL(url, `http://${HOST}`).pathname).slice(1);
    return path === "" || path.endsWith("/") ? `${path}index.html` : path;
  } catch {
    return undefined;
  }
};

/** Listens at the port that was named, else at the usual one, else at any. */
const listen = async (server: Server, port: number | undefined): Promise<number> => {
  const at = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, HOST, () => {
        server.off("error", reject);
        resolve((server.address() as { readonly port: number }).port);
      });
    });
  try {
    return await at(port ?? USUAL);
  } catch (cause) {
    if (port === undefined) return at(0);
    throw new TextvaeError("OPTION", "--port", {
      expected: "a port that is free",
      got: `${port}, ${String((cause as { code?: unknown }).code)}`,
      hint: "Choose another, or leave --port out.",
      cause,
    });
  }
};
