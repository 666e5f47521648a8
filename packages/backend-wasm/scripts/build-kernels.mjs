#!/usr/bin/env node
/*
 * Compiles assembly/ once per variant and writes the modules, in hexadecimal digits, to
 * src/generated/kernels.ts: what a page downloads is gzipped, which finds again and again what the modules have in
 * common, and in base64 it can't, since there a byte begins anywhere in a letter. Does nothing when that file was made from the same sources.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";
import { tileSource } from "./tile.mjs";

/** Sizes of the tile by measurement; see the README. */
const VARIANTS = {
  wide: { rows: 5, vectors: 4, relaxed: true },
  tall: { rows: 6, vectors: 2, relaxed: true },
  relaxed: { rows: 4, vectors: 2, relaxed: true },
  plain: { rows: 4, vectors: 2, relaxed: false },
};

const here = (path) => new URL(path, import.meta.url);
const assembly = Object.fromEntries(
  readdirSync(here("../assembly"))
    .sort()
    .map((file) => [file, readFileSync(here(`../assembly/${file}`), "utf8")]),
);

const compile = async ({ relaxed, ...size }, shared) => {
  const sources = { ...assembly, "tile.ts": tileSource(size) };
  let binary;
  const { error, stderr } = await asc.main(
    [
      "index.ts",
      ...["-O3", "--noAssert", "--runtime", "stub", "--importMemory"],
      ...["--enable", "simd", "--enable", "threads"],
      ...(shared ? ["--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"] : []),
      ...(relaxed ? ["--enable", "relaxed-simd"] : []),
      ...["--outFile", "kernels.wasm"],
    ],
    {
      readFile: (file) => sources[file] ?? null,
      writeFile: (_, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`AssemblyScript: ${stderr}`, { cause: error });
  return Buffer.from(binary).toString("hex");
};

const target = here("../src/generated/kernels.ts");
const compiler = readFileSync(here("../node_modules/assemblyscript/package.json"), "utf8");
const scripts = ["build-kernels.mjs", "tile.mjs"].map((file) => readFileSync(here(file), "utf8"));
const hash = createHash("sha256")
  .update(JSON.stringify([assembly, scripts, JSON.parse(compiler).version]))
  .digest("hex");
const header = `// Made by scripts/build-kernels.mjs from sources with the hash ${hash}.\n`;

const current = () => {
  try {
    return readFileSync(target, "utf8").startsWith(header);
  } catch {
    return false;
  }
};

if (!current()) {
  let source = `${header}\n/** WebAssembly modules in hexadecimal digits, by variant, for memory that is shared or not. */\n`;
  source += "export const KERNELS: Readonly<Record<string, { own: string; shared: string }>> = {\n";
  for (const [name, variant] of Object.entries(VARIANTS)) {
    const [own, shared] = [await compile(variant, false), await compile(variant, true)];
    source += `  ${name}: {\n    own: "${own}",\n    shared: "${shared}",\n  },\n`;
  }
  mkdirSync(here("../src/generated"), { recursive: true });
  writeFileSync(target, `${source}};\n`);
}
