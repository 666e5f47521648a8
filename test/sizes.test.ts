import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { defaultClientConditions, type Rollup, build as viteBuild } from "vite";
import { expect, test } from "vitest";
import { root } from "./packages.ts";

/**
 * What a page downloads of a program, in bytes and in bytes of gzip: every chunk, those that are
 * imported while it runs with them. `.wasm` files are no code of the bundle and are not counted.
 */
const sizesOf = async (contents: string) => {
  const { outputFiles, metafile } = await build({
    ...{ stdin: { contents, resolveDir: root, loader: "ts" }, outdir: "out", write: false },
    ...{ bundle: true, minify: true, splitting: true, format: "esm", target: "es2022" },
    ...{ conditions: ["@textvae/source"], metafile: true, logLevel: "error" },
    external: ["fs", "os", "path", "util", "crypto", "perf_hooks", "worker_threads"],
  });
  const total = (sizes: number[]) => sizes.reduce((sum, size) => sum + size, 0);
  return {
    bytes: total(outputFiles.map((file) => file.contents.length)),
    gzip: total(outputFiles.map((file) => gzipSync(file.contents, { level: 9 }).length)),
    inputs: Object.keys(metafile.inputs),
  };
};

test("the von Mises-Fisher prior alone, with what it needs of tfjs, is small", async () => {
  const { bytes, gzip, inputs } = await sizesOf(`export { vmf } from "@textvae/prior-vmf";`);
  expect(inputs.filter((path) => path.includes("/zod/"))).toEqual([]);
  expect(bytes).toBeLessThanOrEqual(150_000);
  expect(gzip).toBeLessThanOrEqual(40_000);
});

test("a recipe holds little of what its options are checked with", async () => {
  const { gzip } = await sizesOf(`export { nvrnn } from "@textvae/recipes";`);
  expect(gzip).toBeLessThanOrEqual(90_000);
});

test("a page that opens a bundle of nvrnn on wasm is small, tfjs and its wasm glue included", async () => {
  const { gzip } = await sizesOf(`
    import { wasm } from "@textvae/backend-wasm";
    import { createRegistry } from "@textvae/core";
    import { tokenEmbedding } from "@textvae/layers";
    import { lstmDecoder } from "@textvae/decoder-lstm";
    import { lstmEncoder } from "@textvae/encoder-lstm";
    import { vmf } from "@textvae/prior-vmf";
    import { openTrained, urlSource } from "@textvae/runs";
    await wasm({ wasmPaths: "./" }).start();
    const registry = createRegistry().use(tokenEmbedding, lstmEncoder, vmf, lstmDecoder);
    const trained = await openTrained(urlSource("./bundle/"), registry);
    globalThis.points = await trained.encode(["a sentence"]);
  `);
  expect(gzip).toBeLessThanOrEqual(180_000);
});

test("the page of examples/use downloads hardly more for a bundle of nvrnn, of all parts that it could", async () => {
  const entry = join(root, "examples/use/page.js");
  const built = await viteBuild({
    ...{ root: join(root, "examples/use"), configFile: false, logLevel: "error" },
    resolve: { conditions: ["@textvae/source", ...defaultClientConditions] },
    build: { write: false, target: "esnext", rollupOptions: { input: entry } },
  });
  const { output } = built as Rollup.RollupOutput;
  const chunks = new Map(
    output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file] as const] : [])),
  );
  const named = /prior-vmf|(en|de)coder-lstm|divergence-kl|tfjs-backend/;
  const downloaded = new Set<Rollup.OutputChunk>();
  const download = (name: string): void => {
    const chunk = chunks.get(name);
    if (!chunk || downloaded.has(chunk)) return;
    downloaded.add(chunk);
    chunk.imports.forEach(download);
    chunk.dynamicImports
      .filter((next) => named.test(chunks.get(next)?.facadeModuleId ?? ""))
      .forEach(download);
  };
  download(output[0].fileName);
  const gzip = [...downloaded].map(({ code }) => gzipSync(code, { level: 9 }).length);
  expect(downloaded.size).toBeLessThan(chunks.size);
  expect(gzip.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(180_000);
});
