import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The packages that bind TensorFlow to Node, the one with CUDA first. */
export const PACKAGES = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;
export type PackageName = (typeof PACKAGES)[number];

/** A copy of one of them on this machine. */
export interface Copy {
  readonly name: PackageName;
  readonly folder: string;
  /** Its native part; undefined when that was never downloaded or built. */
  readonly addon?: string;
}

/** Names the folder of a binding in the environment. */
export const BINDING = "TEXTVAE_NODE_BINDING";

/**
 * Where `textvae backend setup node` builds unless told: in the user's cache. A relative
 * `$XDG_CACHE_HOME` counts for nothing, as its specification has it; undefined without a home.
 */
export const cacheFolder = (): string | undefined =>
  [process.env.XDG_CACHE_HOME ?? "", join(homedir(), ".cache")]
    .filter(isAbsolute)
    .map((cache) => join(cache, "textvae", "node"))[0];

/**
 * The copies of a folder that was named, by option or in the environment, or else those of the
 * user's cache, then those installed beside this package. Native code of the folder that a program
 * is started in is never among them unless it is named.
 */
export const findCopies = (binding: string | undefined = process.env[BINDING]): Copy[] => {
  if (binding) return copiesIn(resolve(binding));
  const cache = cacheFolder();
  return [...(cache ? copiesIn(cache) : []), ...installed(fileURLToPath(import.meta.url))];
};

const copiesIn = (folder: string): Copy[] =>
  PACKAGES.map((name) => ({ name, folder: join(folder, "node_modules", name) }))
    .filter((copy) => existsSync(join(copy.folder, "package.json")))
    .map(withAddon);

const installed = (from: string): Copy[] => {
  const require = createRequire(from);
  return PACKAGES.flatMap((name) => {
    try {
      return [withAddon({ name, folder: dirname(require.resolve(`${name}/package.json`)) })];
    } catch {
      return [];
    }
  });
};

/** The addon lies in `lib/napi-v8`, or under another version of Node's interface. */
const withAddon = (copy: Copy): Copy => {
  const lib = join(copy.folder, "lib");
  const addons = existsSync(lib)
    ? readdirSync(lib)
        .map((version) => join(lib, version, "tfjs_binding.node"))
        .filter((file) => existsSync(file))
    : [];
  const addon = addons.at(-1);
  return addon ? { ...copy, addon } : copy;
};
