import { type PluginKind, type Registry, TextvaeError } from "@textvae/core";
import type { RecordedConfig } from "./run-config.ts";

export interface Reference {
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
