import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { optional } from "./optional.ts";

/** A program for browsers, built and served on localhost until it is closed. */
export interface Site {
  /** Its address; isolated pages may share memory between threads. */
  address(isolated: boolean): string;
  close(): Promise<void>;
}

export interface Program {
  /** The file that the page runs. */
  readonly entry: string;
  /** What that file holds, if it does not exist. */
  readonly source?: string;
  /** A folder whose files are served, too. */
  readonly beside?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

const DOCUMENT =
  '<!doctype html><title>textvae</title><script type="module" src="page.js"></script>';

/** What makes a page cross-origin isolated. */
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Builds a program with vite and serves it. */
export const serveProgram = async (program: Program): Promise<Site> => {
  const folder = await mkdtemp(join(tmpdir(), "textvae-page-"));
  await bundle(program, folder);
  const server = createServer(async ({ url = "/" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    // The program of a worker must allow itself to be isolated, too.
    if (searchParams.has("isolated") || pathname !== "/") {
      for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
    }
    if (pathname === "/") return response.setHeader("content-type", "text/html").end(DOCUMENT);
    const type = extname(pathname);
    const content = await firstOf([folder, program.beside], pathname);
    if (content === undefined) return response.writeHead(404).end();
    response.setHeader("content-type", TYPES[type] ?? "application/octet-stream").end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as { port: number };
  return {
    address: (isolated) => `http://localhost:${port}/${isolated ? "?isolated" : ""}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** The file of the first folder that has it. */
const firstOf = async (folders: readonly (string | undefined)[], path: string) => {
  for (const folder of folders) {
    const content = folder && (await readFile(join(folder, path)).catch(() => undefined));
    if (content) return content;
  }
  return undefined;
};

/** Sources when this program runs from sources, else what was built of them. */
const CONDITIONS = extname(import.meta.url) === ".ts" ? ["@textvae/source"] : [];

const bundle = async ({ entry, source }: Program, folder: string): Promise<void> => {
  const { build, defaultClientConditions } = await optional("vite", () => import("vite"));
  await build({
    root: dirname(entry),
    configFile: false,
    logLevel: "error",
    resolve: { conditions: [...CONDITIONS, ...defaultClientConditions] },
    plugins: [
      {
        name: "source",
        resolveId: (id) => (source !== undefined && id === entry ? id : null),
        load: (id) => (id === entry ? (source ?? null) : null),
      },
    ],
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "esnext",
      minify: false,
      rollupOptions: {
        input: entry,
        external: ["webgpu"],
        output: { entryFileNames: "page.js", chunkFileNames: "[name].js" },
      },
    },
  });
};
