import { TextvaeError } from "@textvae/ops";
import type { Component, PluginReference } from "../contracts/component.ts";
import { referenceOf } from "./plugin.ts";
import type { Registry } from "./registry.ts";

/** Plain data: what JSON can say. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/**
 * What was made by plugins, as plain data: a component stands as the reference of its plugin, with
 * its options. One that occurs again (an embedding that two parts share) is written once, with an
 * `id`, and later as `{ same: id }`, so that it is one object again when it is revived.
 *
 * A function that no plugin made, such as a schedule written by hand, stands as "(function)".
 *
 * @example
 * const record = recordOf({ encoder, prior, decoder });
 * const parts = revive(record, registry);
 */
export const recordOf = (value: unknown): Plain => {
  const seen = new Map<PluginReference, number>();
  const shared = new Map<PluginReference, number>();
  count(value, seen);
  return write(value, (reference, written) => {
    if ((seen.get(reference) as number) < 2) return written();
    const id = shared.get(reference);
    if (id !== undefined) return { same: id };
    const next = shared.size + 1;
    shared.set(reference, next);
    return { ...(written() as object), id: next };
  });
};

/** How often each reference occurs; what lies within one is looked at once. */
const count = (value: unknown, seen: Map<PluginReference, number>): void => {
  const reference = asReference(value);
  if (reference) {
    const times = seen.get(reference) ?? 0;
    seen.set(reference, times + 1);
    if (times === 0) count(reference.options, seen);
  } else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) count(inner, seen);
  }
};

/** How deep a record may be nested; a model of parts in parts has five or six levels. */
const DEEPEST = 64;

type Write = (reference: PluginReference, written: () => Plain) => Plain;

const write = (value: unknown, references: Write): Plain => {
  const reference = asReference(value);
  if (reference) {
    const { kind, name, version, options } = reference;
    return references(reference, () => ({
      ...{ kind, name, version },
      ...(options !== undefined && { options: write(options, references) }),
    }));
  }
  if (Array.isArray(value)) return value.map((inner) => write(inner, references));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.map(([key, inner]) => [key, write(inner, references)]));
  }
  if (typeof value === "function") return "(function)";
  return value as Plain;
};

/** The reference of a component, or one that stands among options already. */
const asReference = (value: unknown): PluginReference | undefined => {
  if (value === null || (typeof value !== "object" && typeof value !== "function"))
    return undefined;
  return isReference(value) ? value : referenceOf(value as Component);
};

const isReference = (value: object): value is PluginReference =>
  ["kind", "name", "version"].every((key) => typeof (value as never)[key] === "string") &&
  Object.keys(value).every((key) => ["kind", "name", "version", "options", "id"].includes(key));

/**
 * What a record stands for, made again by the plugins of a registry.
 *
 * @throws {TextvaeError} `PLUGIN` for a plugin that the registry has not, or has in another version;
 * `CONFIG` for a function that the record could not keep, and for a record nested without end.
 *
 * @example
 * const parts = revive(config.parts, createRegistry().use(vmf, lstmEncoder, lstmDecoder));
 */
export const revive = (record: Plain, registry: Registry, where = "record"): unknown => {
  const shared = new Map<number, unknown>();

  const read = (value: Plain, path: string, depth: number): unknown => {
    if (depth > DEEPEST) {
      throw new TextvaeError("CONFIG", where, {
        expected: `at most ${DEEPEST} parts and lists within each other`,
        got: "more",
        hint: "Is it the record of a model?",
      });
    }
    if (value === "(function)") {
      throw new TextvaeError("CONFIG", path, {
        expected: "something that a plugin made",
        got: "a function, which a record can't keep",
        hint: "Open the run by the recipe that made it.",
      });
    }
    if (Array.isArray(value))
      return value.map((inner, i) => read(inner, `${path}[${i}]`, depth + 1));
    if (typeof value !== "object" || value === null) return value;
    const { same } = value as { readonly same?: number };
    if (typeof same === "number" && shared.has(same)) return shared.get(same);
    if (!isReference(value)) {
      const entries = Object.entries(value as { [key: string]: Plain });
      return Object.fromEntries(
        entries.map(([key, inner]) => [key, read(inner, `${path}.${key}`, depth + 1)]),
      );
    }
    return make(value as PluginReference & { readonly id?: number }, path, depth);
  };

  const make = (
    reference: PluginReference & { readonly id?: number },
    path: string,
    depth: number,
  ): unknown => {
    const { kind, name, version, options, id } = reference;
    const plugin = registry.find(kind as never, name);
    if (plugin.meta.version !== version) {
      throw new TextvaeError("PLUGIN", path, {
        expected: `${kind} "${name}" ${version}, with which it was made`,
        got: plugin.meta.version,
        hint: `Install the version of the plugin "${name}" that the run was made with.`,
      });
    }
    const made = plugin(
      options === undefined ? undefined : read(options as Plain, `${path}.${name}`, depth + 1),
    );
    if (id !== undefined) shared.set(id, made);
    return made;
  };
  return read(record, where, 0);
};
