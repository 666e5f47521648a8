import { globSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { defineConfig } from "vitest/config";

// A dataset computes nothing on a backend.
const SUITES = /\btest(Prior|Distribution|Flow|Divergence|Encoder|Decoder|Output|Condition)\(/;

/** The test files in which a part of a model is held to the laws. */
const laws = globSync("{packages,examples}/*/test/*.test.ts", { cwd: import.meta.dirname }).filter(
  (file) => !file.startsWith("packages/testing") && SUITES.test(readFileSync(file, "utf8")),
);

// A test that starts another backend than the reference, or none, a process or a stub wants a worker of its own.
const ALONE =
  /backend-(wasm|node|webgpu)|no backend was|child_process|worker_threads|\bvi\.|process\.(env|chdir|on)\b/;

/** Test files that want none, nor does what stands beside them, so that they may share what a worker has loaded. */
const sharing = globSync("packages/*/test", { cwd: import.meta.dirname }).flatMap((folder) => {
  const files = globSync(`${folder}/**/*.ts`, { cwd: import.meta.dirname });
  const alone = new Set(files.filter((file) => ALONE.test(readFileSync(file, "utf8"))));
  const isTest = (file: string) => file.endsWith(".test.ts");
  if ([...alone].some((file) => !isTest(file))) return [];
  return files.filter((file) => isTest(file) && !alone.has(file));
});

/** The same files once more, on another backend than the reference that they start. */
const lawsOn = (backend: string) => ({
  extends: true as const,
  test: {
    name: `laws on ${backend}`,
    include: laws,
    // Each file starts the same backend, so that they may share what a worker has loaded.
    isolate: false,
    setupFiles: ["test/laws-backend.ts"],
    env: { TEXTVAE_LAWS_BACKEND: backend },
  },
});

export default defineConfig({
  ssr: { resolve: { conditions: ["@textvae/source"] } },
  test: {
    globalSetup: ["packages/backend-webgpu/scripts/vitest-setup.mjs"],
    setupFiles: ["test/quiet.ts"],
    reporters: ["default", "./test/closing-line.ts"],
    // By default one core is left idle, which on two is half of the machine.
    maxWorkers: "100%",
    // What V8 made of a module serves all processes that tests start.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "textvae-compiled") },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "packages",
          include: ["{packages,examples}/*/{test,templates}/**/*.test.ts"],
          exclude: sharing,
        },
      },
      {
        extends: true,
        test: {
          name: "sharing",
          include: sharing,
          isolate: false,
        },
      },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"] } },
      lawsOn("wasm"),
      ...(process.env.TEXTVAE_NODE_BINDING ? [lawsOn("node")] : []),
    ],
  },
});
