import {
  checkOptions,
  optionKeys,
  type PluginKind,
  type Registry,
  TextvaeError,
} from "@textvae/core";
import * as z from "zod";

export type Given = Readonly<Record<string, unknown>>;

/** The options of a part that is chosen by name, as an option of a recipe. */
export const optionsFor = (part: string): z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnknown>> =>
  z.record(z.string(), z.unknown()).default({}).describe(`options of the ${part}`);

/** What a recipe hands to a part beside its own options. */
interface Offer {
  readonly value: unknown;
  /** The option of the recipe that says it, where someone has chosen it. */
  readonly said?: string | undefined;
}

/** Makes parts by kind and name, with options that are plain data. */
export interface Maker {
  /** Whether the options of a plugin have that key. */
  takes(kind: PluginKind, name: string, key: string): boolean;
  /** The options with the parts that stand among them. */
  resolve(options: Given): Given;
  /** The part, handed what is offered under those keys that its plugin takes. */
  make(
    kind: PluginKind,
    name: string,
    options: Given,
    offers?: Readonly<Record<string, Offer>>,
  ): unknown;
}

/**
 * A part among the options of another, such as what a divergence wraps or a schedule, stands there as
 * `{"kind": "schedule", "name": "linear", "options": {"from": 0, "to": 1, "steps": 1000}}`.
 *
 * @throws {TextvaeError} `PLUGIN` for an unknown name; `OPTION` for options that the plugin refuses,
 * and for what someone has chosen that it does not take or that its own options say, too.
 *
 * @example
 * const flow = maker(registry).make("flow", "planar", { layers: 3 });
 */
export const maker = (registry: Registry): Maker => {
  const keysOf = (kind: PluginKind, name: string) =>
    optionKeys(registry.find(kind, name).meta.options);

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== "object" || value === null) return value;
    if (isNamed(value)) return make(value.kind, value.name, value.options ?? {});
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };

  const make: Maker["make"] = (kind, name, given, offers = {}) => {
    const plugin = registry.find(kind, name);
    const keys = keysOf(kind, name) ?? [];
    const taken: Record<string, unknown> = {};
    for (const [key, { value, said }] of Object.entries(offers)) {
      if (said !== undefined && !keys.includes(key)) throw notTaken(said, key, kind, name);
      if (said !== undefined && Object.hasOwn(given, key)) throw saidTwice(said, key, kind);
      if (keys.includes(key)) taken[key] = value;
    }
    const options = { ...taken, ...(resolve(given) as Given) };
    checkOptions(plugin.meta.options, options, name);
    return plugin(options);
  };

  return {
    make,
    resolve: (options) => resolve(options) as Given,
    takes: (kind, name, key) => keysOf(kind, name)?.includes(key) ?? false,
  };
};

interface Named {
  readonly kind: PluginKind;
  readonly name: string;
  readonly options?: Given;
}

const isNamed = (value: object): value is Named => {
  const { kind, name, options = {}, ...others } = value as Given;
  const texts = typeof kind === "string" && typeof name === "string";
  return texts && typeof options === "object" && Object.keys(others).length === 0;
};

const notTaken = (said: string, key: string, kind: string, name: string): TextvaeError =>
  new TextvaeError("OPTION", `vae.${said}`, {
    expected: `a part that takes "${key}", without which it has no effect`,
    got: `${kind} "${name}", which does not`,
    hint: "Leave out one of the two.",
  });

const saidTwice = (said: string, key: string, kind: string): TextvaeError =>
  new TextvaeError("OPTION", `vae.${said}`, {
    expected: "one place that says it",
    got: `"${key}" among the options of the ${kind}, too`,
    hint: "Leave out one of the two.",
  });
