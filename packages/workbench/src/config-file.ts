import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { parseWritten, TextvaeError } from "@textvae/core/options";
import { checkConfig, type PartialSettings } from "@textvae/settings";
import { requireFile } from "@textvae/storage-node";

const NAMES = ["ts", "mts", "js", "mjs", "json"].map((ending) => `textvae.config.${ending}`);

/** The file of a configuration: the one that is named, or the one in the current folder, if there is one. */
export const configFile = (path?: string): string | undefined =>
  path ?? NAMES.find((name) => existsSync(resolve(name)));

/**
 * The configuration of a file, or of the `textvae.config.*` in the current folder, checked but
 * without defaults. Throws `CONFIG` naming file and key.
 */
export const loadConfig = async (path?: string): Promise<PartialSettings> => {
  const file = configFile(path);
  if (file === undefined) return {};
  return checkConfig(await contentOf(file), basename(file));
};

const contentOf = async (file: string): Promise<unknown> => {
  if (!existsSync(file)) {
    throw new TextvaeError("CONFIG", file, {
      expected: "a configuration file",
      got: "none",
      hint: `Write one, or leave out --config; ${NAMES.join(", ")} are found without it.`,
    });
  }
  try {
    requireFile(resolve(file));
    if (extname(file) === ".json") return parseWritten(await readFile(file, "utf8"));
    const { createJiti } = await import("jiti");
    return await createJiti(import.meta.url).import(resolve(file), { default: true });
  } catch (cause) {
    throw new TextvaeError("CONFIG", file, {
      expected: extname(file) === ".json" ? "JSON" : "a module with a default export",
      got: (cause as Error).message,
      cause,
    });
  }
};
