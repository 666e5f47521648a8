import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, parse, resolve } from "node:path";
import { TextvaeError } from "@textvae/core";
import { run } from "./run.ts";

/** A TensorFlow on this machine that an addon can be linked with. */
export interface LibTensorFlow {
  readonly folder: string;
  /** Holds `tensorflow/c/c_api.h`. */
  readonly include: string;
  readonly libraries: readonly string[];
}

/** The Python package has the first two, the archives of libtensorflow the others. */
const LIBRARIES = [
  ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  ["lib/libtensorflow.so.2", "lib/libtensorflow_framework.so.2"],
] as const;

/**
 * The TensorFlow in a folder: the Python package (`site-packages/tensorflow`) or an unpacked
 * archive of libtensorflow. Without a folder, that of `python3`. Throws `BACKEND`.
 */
export const findLibTensorFlow = async (given?: string): Promise<LibTensorFlow> => {
  const folder = given === undefined ? await packageOfPython() : resolve(given);
  const include = join(folder, "include");
  for (const names of LIBRARIES) {
    const libraries = names.map((name) => join(folder, name));
    if (libraries.every((file) => existsSync(file)) && hasHeaders(include)) {
      return { folder, include, libraries };
    }
  }
  throw missing(
    `${folder} without ${LIBRARIES.map(([name]) => name).join(" or ")} and include/tensorflow/c`,
  );
};

const hasHeaders = (include: string): boolean =>
  existsSync(join(include, "tensorflow", "c", "eager", "c_api.h"));

/** Where Python packages of NVIDIA, beside TensorFlow's, have their libraries. */
export const nvidiaFolders = (folder: string): string[] => {
  const nvidia = join(dirname(folder), "nvidia");
  if (basename(folder) !== "tensorflow" || !existsSync(nvidia)) return [];
  return readdirSync(nvidia)
    .map((name) => join(nvidia, name, "lib"))
    .filter((lib) => existsSync(lib));
};

/**
 * Asks Python where the package is; importing it would take seconds. Python looks first in the folder
 * it is started in, so it is started in one that is nobody's.
 */
const LOCATE =
  "import importlib.util as u; s = u.find_spec('tensorflow'); print(s.submodule_search_locations[0])";

const packageOfPython = async (): Promise<string> => {
  try {
    return (await run("python3", ["-c", LOCATE], parse(process.cwd()).root)).trim();
  } catch (cause) {
    throw missing("a python3 without it, or none", cause);
  }
};

const missing = (got: string, cause?: unknown): TextvaeError =>
  new TextvaeError("BACKEND", "backend setup node", {
    expected: "the folder of a TensorFlow",
    got,
    hint: "Run: python3 -m pip install tensorflow (or tensorflow-cpu, or 'tensorflow[and-cuda]'); or name a folder with --tensorflow.",
    cause,
  });
