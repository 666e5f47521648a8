import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const here = import.meta.dirname;
const root = join(here, "../..");

/** Under this repository, so that the native libraries of a backend and tfjs-core are found from there. */
const cacheOf = (backend: string): string =>
  join(root, backend === "webgpu" ? "packages/backend-webgpu" : "", "node_modules/.cache");

/** A run of tfjs-core's own suite. */
export interface Suite {
  /** cpu, wasm, webgpu or node. */
  readonly backend: string;
  /** Whose gradients: those of tfjs with ours where it has none, or ours alone. */
  readonly gradients: string;
  /** Whether textvae starts the backend, or tfjs as it is: cpu and wasm only. */
  readonly mended: boolean;
  /** Specs whose name matches this expression. */
  readonly only?: string | undefined;
}

interface Failure {
  readonly name: string;
  readonly message: string;
}

/** Runs the suite in a process of its own, for its globals are those of a test runner too. */
export const runSuite = async (
  suite: Suite,
): Promise<{ readonly passed: number; readonly failed: readonly Failure[] }> => {
  const cache = cacheOf(suite.backend);
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "tfjs-suite-"));
  try {
    const [program, out] = [join(folder, "program.cjs"), join(folder, "out.json")];
    await bundle(program);
    const wasmPaths = `${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`;
    const order = JSON.stringify({ ...suite, wasmPaths, out });
    await promisify(execFile)(process.execPath, [program, order], { maxBuffer: 2 ** 28 });
    return JSON.parse(readFileSync(out, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** One file, with one copy of tfjs-core. Its package says that its tests have no effect. */
const bundle = (outfile: string): Promise<unknown> =>
  build({
    entryPoints: [join(here, "program.mjs")],
    ...{ outfile, bundle: true, platform: "node", format: "cjs", logLevel: "error" },
    ...{ mainFields: ["module", "main"], conditions: ["@textvae/source"], ignoreAnnotations: true },
    external: ["node-fetch", "webgpu"],
    // The kernels that a page has; tests of the package run those of Node.
    alias: { "#cpu": join(root, "packages/backend-wasm/src/cpu/some.ts") },
    define: { "import.meta.url": "ownUrl" },
    banner: { js: 'const ownUrl = require("node:url").pathToFileURL(__filename).href;' },
  });

/** The names of failures, in groups of one reason. */
type Reasons = Readonly<Record<string, readonly string[]>>;

const fileOf = (name: string): string => join(here, `${name}.json`);

/** The specs that are known to fail, with the reason. */
export const knownFailures = (name: string): ReadonlyMap<string, string> => {
  const reasons: Reasons = existsSync(fileOf(name))
    ? JSON.parse(readFileSync(fileOf(name), "utf8"))
    : {};
  return new Map(
    Object.entries(reasons).flatMap(([reason, specs]) => specs.map((spec) => [spec, reason])),
  );
};

/** Why a spec fails, by its name and message. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /^(max|min) .*ties/,
    "A tie shares the gradient in equal parts, which add up to that of the output; tfjs gives all of it to each.",
  ],
  [/dilations > 1/, "Refused as CAPABILITY, in other words than tfjs's."],
  [
    /gradient function not found/,
    "No gradient of kernels for images and volumes, which no text model is made of.",
  ],
  [
    /[Rr]agged|Kernel 'Complex'|StaticRegex|not registered for backend 'webgpu'/,
    "A kernel that tfjs has not on this backend.",
  ],
  [
    /webgpu .*([Pp]ropagates NaN|numbers exceed float32)/,
    "WGSL leaves NaN and very large numbers to the implementation; seen on a software adapter.",
  ],
  [
    /webgpu .*(invalid|out of)/,
    "Indices lie on the device and are not looked at before they are used.",
  ],
  [/webgpu\.readSync/, "Refused as BACKEND: nothing is read synchronously on this backend."],
  [/BatchMatMul for non/, "tfjs multiplies no matrices of integers on this backend."],
  [/NCHW|channelsFirst/, "tfjs wants channels last on this backend."],
  [/rank-1 bias/, "tfjs adds a bias of one axis only on this backend."],
  [/string|Aborted/, "tfjs handles no strings here on this backend."],
];

/** Failures by reason; those of none have `otherwise`. */
export const failuresOf = (
  failed: readonly Failure[],
  otherwise = "Fails with tfjs too.",
): Reasons => {
  const reasons: Record<string, string[]> = {};
  for (const { name, message } of failed) {
    const known = REASONS.find(([pattern]) => pattern.test(`${name} ${message}`));
    const reason = known?.[1] ?? otherwise;
    reasons[reason] = [...(reasons[reason] ?? []), name];
  }
  return reasons;
};

export const writeFailures = (name: string, reasons: Reasons): void =>
  writeFileSync(fileOf(name), `${JSON.stringify(reasons, null, 2)}\n`);
