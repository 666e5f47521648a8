// Builds the page of the explorer into dist/page: static files that run under any address.
import { join } from "node:path";
import process from "node:process";
import { recordOf } from "@textvae/core";
import { addresses } from "@textvae/dataset-sotu/addresses";
import { builtins, recipes } from "@textvae/recipes";
import { build, defaultClientConditions } from "vite";
import { nameOf, OFFERED, optionsOf, RECIPE } from "../src/app/train/models.ts";
import { sentencesOf } from "../src/app/train/prose.ts";

const root = join(import.meta.dirname, "..");

/** The corpus that the page trains on: short sentences of the addresses since 1946, each once. */
const corpus = {
  name: "corpus",
  generateBundle() {
    const sentences = addresses()
      .filter(({ year }) => year >= 1946)
      .flatMap(({ text }) => sentencesOf(text))
      .filter((sentence) => /[a-z]/.test(sentence))
      .filter((sentence) => {
        const words = sentence.split(" ").length;
        return words >= 4 && words <= 16;
      });
    const source = `${[...new Set(sentences)].join("\n")}\n`;
    this.emitFile({ type: "asset", fileName: "train/corpus.txt", source });
  },
};

/** What the page trains, so that it needs no recipe, and no part that none of these names. */
const experiments = () => {
  const recordFor = (model) => recordOf(recipes[RECIPE].create(optionsOf(model), builtins()));
  return Object.fromEntries(OFFERED.map((model) => [nameOf(model), recordFor(model)]));
};

/** Builds the page, by default from the sources of textvae's packages. */
export const buildPage = (outDir = join(root, "dist/page")) =>
  build({
    root: join(root, "src/app"),
    configFile: false,
    logLevel: "warn",
    base: "./",
    resolve: {
      conditions: ["@textvae/source", ...defaultClientConditions],
      // Without its checks of how it is called, which are 10 kB of gzip.
      alias: [{ find: /^regl$/, replacement: "regl/dist/regl.unchecked.js" }],
    },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    define: { EXPERIMENTS: JSON.stringify(experiments()) },
    plugins: [corpus],
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      chunkSizeWarningLimit: 2000,
      assetsInlineLimit: 0,
      rollupOptions: {
        input: [join(root, "src/app/index.html"), join(root, "src/app/train/index.html")],
        external: ["webgpu"],
      },
    },
  });

if (process.argv[1] === import.meta.filename) await buildPage();
