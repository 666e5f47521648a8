import { existsSync, readdirSync } from "node:fs";
import { type ErrorCode, type PluginKind, type Registry, TextvaeError } from "@textvae/core";
import type { Settings } from "./config/schema.ts";
import type { DataRecord, RecordedConfig } from "./run-config.ts";

interface Reference {
  readonly kind: PluginKind;
  readonly name: string;
  readonly version: string;
}

/**
 * Does what may ask for plugins by name. Where it fails and one that the run was trained with is not
 * there, the error says so, and how to bring it.
 */
export const withRecordedPlugins = async <T>(
  config: RecordedConfig | undefined,
  registry: Registry,
  act: () => T | Promise<T>,
): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    throw (config && error instanceof TextvaeError && missingPlugin(config, registry)) || error;
  }
};

const missingPlugin = (config: RecordedConfig, registry: Registry): TextvaeError | undefined => {
  const backend = { kind: "backend", name: config.backend, version: "" } as const;
  const named = [...referencesIn(config), backend];
  const missing = named.find(({ kind, name }) => {
    const known = registry.list(kind);
    return known.length > 0 && known.every(({ meta }) => meta.name !== name);
  });
  if (!missing) return undefined;
  const { kind, name, version } = missing;
  return new TextvaeError("PLUGIN", "config.json", {
    expected: `the ${kind} ${[`"${name}"`, version].filter(Boolean).join(" ")} that the run was trained with`,
    got: "no plugin of that name",
    hint: "Name the configuration file that brings it: --config FILE.",
  });
};

/** Every plugin that a record names, wherever it stands. */
const referencesIn = (record: unknown): Reference[] => {
  if (typeof record !== "object" || record === null) return [];
  const inner = Object.values(record).flatMap(referencesIn);
  return isReference(record) ? [record, ...inner] : inner;
};

/** Throws `PLUGIN`, naming it, where a run was trained with another version of a plugin. */
export const requireVersions = (config: RecordedConfig, registry: Registry): void => {
  for (const { kind, name, version } of referencesIn([config.plugins, config.experiment])) {
    const now = registry.list(kind).find(({ meta }) => meta.name === name)?.meta.version;
    if (now === undefined || now === version) continue;
    throw new TextvaeError("PLUGIN", "config.json", {
      expected: `${kind} "${name}" ${version}, with which the run was trained`,
      got: now,
      hint: `Install that version of it, or begin another run.`,
    });
  }
};

const isReference = (value: unknown): value is Reference => {
  const { kind, name, version } = (value ?? {}) as Partial<Record<keyof Reference, unknown>>;
  return [kind, name, version].every((part) => typeof part === "string");
};

/** Throws `DATA` when a run's folder of data is gone, with the flag that says where it is now. */
export const requireRecordedData = (
  { data }: Settings,
  { location, data: { plugin } }: RecordedConfig,
): void => {
  const ofFolder = data !== (plugin as Partial<Reference> | null)?.name;
  if (data !== location.data || !ofFolder || existsSync(data)) return;
  throw new TextvaeError("DATA", data, {
    expected: "the data that the run was trained on",
    got: "no folder of that name any more",
    hint: "Say where it lies now: --data FOLDER.",
  });
};

/** Throws an error that names the files of a folder that are no longer those of the run. */
export const requireSameFiles = (
  folder: string,
  before: DataRecord,
  now: DataRecord,
  code: ErrorCode,
): void => {
  const changed = changedContents(before.plugin, now.plugin);
  if (changed.length === 0) return;
  throw new TextvaeError(code, folder, {
    expected: "the data that the run was trained on",
    got: `another ${changed.map((key) => fileOf(folder, key)).join(", ")} than it was then`,
    hint: "Restore what changed, or name the right folder with --data.",
  });
};

/** Keys of contents, recorded by their size and fingerprint, that are others now or absent. */
const changedContents = (before: unknown, now: unknown, key = ""): string[] => {
  if (typeof before !== "object" || before === null) return [];
  const other = (typeof now === "object" && now !== null ? now : {}) as Record<string, unknown>;
  if ("fingerprint" in before && "bytes" in before) {
    const same = before.fingerprint === other.fingerprint && before.bytes === other.bytes;
    return same ? [] : [key];
  }
  return Object.entries(before).flatMap(([name, value]) =>
    changedContents(value, Object.hasOwn(other, name) ? other[name] : undefined, name),
  );
};

/** The file of a split, where it is called so. */
const fileOf = (folder: string, key: string): string => {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.find((name) => name.startsWith(`${key}.`)) ?? key;
};
