// Builds the page of the explorer into dist/page: static files that run under any address.
import { join } from "node:path";
import process from "node:process";
import { build, defaultClientConditions } from "vite";

const root = join(import.meta.dirname, "..");

/** Builds the page, by default from the sources of textvae's packages. */
export const buildPage = (outDir = join(root, "dist/page")) =>
  build({
    root: join(root, "src/app"),
    configFile: false,
    logLevel: "warn",
    base: "./",
    resolve: { conditions: ["@textvae/source", ...defaultClientConditions] },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      chunkSizeWarningLimit: 2000,
      assetsInlineLimit: 0,
      rollupOptions: { external: ["webgpu"] },
    },
  });

if (process.argv[1] === import.meta.filename) await buildPage();
