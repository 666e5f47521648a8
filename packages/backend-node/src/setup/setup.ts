import { existsSync, readdirSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { TextvaeError } from "@textvae/core";
import { type Copy, cacheFolder, findCopies, type PackageName } from "../find.ts";
import { compileAddon, findCompiler } from "./compile.ts";
import { findLibTensorFlow, nvidiaFolders } from "./libtensorflow.ts";
import { run } from "./run.ts";
import { fetchSources } from "./sources.ts";

/** Options of {@link setupNode}. */
export interface SetupOptions {
  /** The Python package `tensorflow`, or libtensorflow; default: what `python3` has. */
  readonly tensorflow?: string | undefined;
  /** For a TensorFlow with CUDA; it is an error if that then finds no GPU. */
  readonly gpu?: boolean | undefined;
  /** Where to build; default: the user's cache. */
  readonly folder?: string | undefined;
}

export interface SetupReport {
  readonly folder: string;
  /** Version of TensorFlow. */
  readonly tensorflow: string;
  readonly device: "cpu" | "gpu";
  /** What the environment must say when it is used. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A folder that has it is ours to replace. */
const MARK = "textvae-binding.json";

/**
 * Builds the binding of tfjs-node against a TensorFlow that is on this machine, in a folder of its
 * own, and loads it once. Nothing that is installed is changed. Linux; needs npm, tar and a C++
 * compiler. What is fetched is held to the hashes that are written down here.
 *
 * @throws {TextvaeError} `BACKEND`, which says what is missing and which command brings it
 * @example
 * const { tensorflow, device } = await setupNode({}, console.log);
 */
export const setupNode = async (
  { tensorflow, gpu = false, folder = cacheFolder() }: SetupOptions = {},
  progress: (line: string) => void = () => {},
): Promise<SetupReport> => {
  if (process.platform !== "linux") throw failed("Linux", process.platform);
  if (folder === undefined) throw failed("a home for the user's cache, or --folder", "neither");
  const target = resolve(folder);
  checkReplaceable(target);
  const library = await findLibTensorFlow(tensorflow);
  progress(`TensorFlow in ${library.folder}`);
  const compiler = await findCompiler();
  const name: PackageName = gpu ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node";
  const nvidia = gpu ? nvidiaFolders(library.folder) : [];
  const environment: Record<string, string> =
    nvidia.length > 0 ? { LD_LIBRARY_PATH: nvidia.join(":") } : {};

  const work = `${target}.${process.pid}`;
  try {
    await mkdir(work, { recursive: true });
    progress(`fetching the sources of ${name}`);
    await fetchSources(work, name);
    progress(`compiling with ${compiler}`);
    await compileAddon(compiler, work, name, library);
    progress("loading it");
    const tried = await tryAddon(work, environment);
    if (gpu && tried.device !== "gpu") {
      throw failed("a TensorFlow that finds a GPU", `TensorFlow ${tried.tensorflow} without one`);
    }
    await writeFile(join(work, MARK), JSON.stringify({ ...tried, library: library.folder }));
    await rm(target, { recursive: true, force: true });
    await rename(work, target);
    return { folder: target, ...tried, environment };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const failed = (expected: string, got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("BACKEND", "backend setup node", { expected, got, cause });

const checkReplaceable = (target: string): void => {
  if (!existsSync(target) || existsSync(join(target, MARK))) return;
  if (readdirSync(target).length > 0) {
    throw failed("a folder of its own, new or empty", `${target}, which holds something else`);
  }
};

const TRY = `
const binding = require(process.argv[1]);
const device = binding.isUsingGpuDevice() ? "gpu" : "cpu";
console.log(JSON.stringify({ tensorflow: binding.TF_Version, device }));`;

/** Loads the addon in a process of its own, which may die of it. */
const tryAddon = async (
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Pick<SetupReport, "tensorflow" | "device">> => {
  const { addon } = findCopies(folder)[0] as Required<Copy>;
  const settings = Object.entries({ TF_CPP_MIN_LOG_LEVEL: "3", ...environment });
  const variables = settings.map(([name, value]) => `${name}=${value}`);
  try {
    const printed = await run("env", [...variables, process.execPath, "-e", TRY, addon]);
    return JSON.parse(printed.trim().split("\n").at(-1) as string);
  } catch (cause) {
    throw failed("a binding that loads", (cause as Error).message, cause);
  }
};
