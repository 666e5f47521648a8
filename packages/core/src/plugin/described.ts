import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Component } from "../contracts/component.ts";
import { CONTRACT, type PluginKind, type PluginMeta, remember } from "./plugin.ts";
import type { Rule, Rules } from "./rules.ts";

/** A factory that is a plugin, though its options are required and it checks them itself. */
export interface Described<Options, Made> {
  (options: Options): Made & Pick<Component, "plugin">;
  readonly meta: PluginMeta<Options>;
}

/**
 * Makes a plugin of a factory that checks its options itself: its products remember how they were
 * made, so that a run can record them and make them again. The rules are for those who make it of
 * options that come from outside: `checkOptions(wae.meta.options, options, "wae")`.
 *
 * @example
 * export const wae = described("objective", "wae", "Wasserstein autoencoder", waeOf, {
 *   divergence: DIVERGENCE,
 *   weight: WEIGHING,
 * });
 */
export const described = <Options, Made extends object>(
  kind: PluginKind,
  name: string,
  description: string,
  create: (options: Options) => Made,
  rules?: NoInfer<Rules<Options>>,
): Described<Options, Made> => {
  const version = "0.1.0";
  const meta: PluginMeta<Options> = Object.freeze({
    kind,
    name,
    version,
    description,
    options: schemaOf<Options>(rules),
    contract: CONTRACT,
  });
  const factory = (options: Options) => remember(create(options), { kind, name, version, options });
  return Object.assign(factory, { meta });
};

/** A schema that `optionKeys` and `checkOptions` read; without rules it takes everything. */
const schemaOf = <Options>(
  rules?: Readonly<Record<string, Rule>>,
): StandardSchemaV1<Options> & { readonly entries?: unknown } => ({
  ...(rules && { entries: rules }),
  "~standard": {
    version: 1,
    vendor: "textvae",
    validate(value) {
      const given = (value ?? {}) as Readonly<Record<string, unknown>>;
      const issues = Object.entries(rules ?? {})
        .filter(([key, { holds }]) => !holds(given[key]))
        .map(([key, { expected }]) => ({ message: expected, path: [key] }));
      return issues.length > 0 ? { issues } : { value: value as Options };
    },
  },
});
