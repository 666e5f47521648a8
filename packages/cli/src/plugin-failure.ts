import { readFileSync } from "node:fs";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnyPlugin } from "@textvae/core";
import { dependencies } from "./versions.ts";

/** Where someone else's code threw. */
export interface ForeignFailure {
  /** The plugin in words, as far as its file tells it from others. */
  readonly plugin: string;
  /** The nearest frame in that code. */
  readonly frame: string;
}

/** The plugins of configurations that this process was given. */
const given = new Set<AnyPlugin>();

export const rememberPlugins = (plugins: readonly AnyPlugin[]): void => {
  for (const plugin of plugins) given.add(plugin);
};

const OWN = fileURLToPath(new URL(".", import.meta.url));
const PACKAGES = dirname(dirname(dirname(OWN)));

/**
 * Whether an error was thrown by a plugin of a configuration, or within something that it called: its
 * frame then lies between this package and the place of the error.
 */
export const foreignFailure = (error: unknown): ForeignFailure | undefined => {
  if (!(error instanceof Error) || given.size === 0) return undefined;
  for (const frame of (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line))) {
    const file = fileOf(frame);
    if (file?.startsWith(OWN)) return undefined;
    if (file && !isOurs(file)) {
      return { plugin: pluginIn(file), frame: frame.trim().replace(/^at (async )?/, "") };
    }
  }
  return undefined;
};

const fileOf = (frame: string): string | undefined => {
  const place = /\(?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*):\d+:\d+\)?$/.exec(frame)?.[1];
  return place?.startsWith("file:") ? fileURLToPath(place) : place;
};

/** This program's packages and the libraries it is made with. */
const isOurs = (file: string): boolean => {
  const modules = `${sep}node_modules${sep}`;
  const at = file.lastIndexOf(modules);
  if (at < 0) return !OWN.includes(modules) && file.startsWith(PACKAGES + sep);
  const [scope = "", name = ""] = file.slice(at + modules.length).split(sep);
  const known = ["@textvae", "@tensorflow", "textvae", ...dependencies()];
  return known.includes(scope) || known.includes(`${scope}/${name}`);
};

/** The plugins whose names the file holds, else all of them. */
const pluginIn = (file: string): string => {
  const text = textOf(file);
  const inWords = ({ meta }: AnyPlugin) => `${meta.kind} "${meta.name}"`;
  const named = [...given].filter(({ meta }) => new RegExp(`["'\`]${meta.name}["'\`]`).test(text));
  return (named.length > 0 ? named : [...given]).map(inWords).join(" or ");
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};
