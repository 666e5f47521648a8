import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TextvaeError } from "@textvae/core";
import type { PackageName } from "../find.ts";
import type { LibTensorFlow } from "./libtensorflow.ts";
import { run } from "./run.ts";

const COMPILERS = ["g++", "c++", "clang++"];

/** A C++ compiler: `$CXX`, or the first that answers. Throws `BACKEND` when there is none. */
export const findCompiler = async (): Promise<string> => {
  const candidates = process.env.CXX ? [process.env.CXX] : COMPILERS;
  for (const compiler of candidates) {
    const answers = await run(compiler, ["--version"]).then(
      () => true,
      () => false,
    );
    if (answers) return compiler;
  }
  throw new TextvaeError("BACKEND", "backend setup node", {
    expected: "a C++ compiler",
    got: `none of ${candidates.join(", ")}`,
    hint: "Install one, on Debian and Ubuntu with: sudo apt-get install g++; or name it: CXX=…",
  });
};

/** Compiles the addon against the headers and libraries given. Throws `BACKEND`. */
export const compileAddon = async (
  compiler: string,
  folder: string,
  name: PackageName,
  { include, libraries }: LibTensorFlow,
): Promise<void> => {
  const home = join(folder, "node_modules", name);
  const addon = join(home, "lib", "napi-v8", "tfjs_binding.node");
  await mkdir(dirname(addon), { recursive: true });
  const headers = [include, join(folder, "node_modules", "node-api-headers", "include")];
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(home, "binding", file));
  try {
    await run(compiler, [
      ..."-shared -fPIC -O2 -std=c++17 -w -DNAPI_VERSION=8".split(" "),
      ...headers.map((path) => `-I${path}`),
      ...sources,
      ...libraries,
      `-Wl,-rpath,${dirname(libraries[0] as string)}`,
      ...["-o", addon],
    ]);
  } catch (cause) {
    throw new TextvaeError("BACKEND", "backend setup node", {
      expected: "a binding that compiles",
      got: (cause as Error).message,
      hint: "Known to work: g++ 12 with the Python package tensorflow-cpu 2.21.0.",
      cause,
    });
  }
};
