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

// The program, in one file. It looks for the Python script two folders above itself.
await build({
  root,
  configFile: false,
  logLevel: "warn",
  resolve: { conditions: ["@textvae/source"] },
  ssr: { noExternal: true, external: ["webgpu"], resolve: { conditions: ["@textvae/source"] } },
  build: {
    ssr: join(root, "scripts/gpu-check/check.ts"),
    outDir: into("lib", "check"),
    minify: true,
    emptyOutDir: true,
    rollupOptions: { output: { entryFileNames: "check.mjs", chunkFileNames: "[name].mjs" } },
  },
});
cpSync(join(root, "packages/bench/python"), into("python"), { recursive: true });

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
