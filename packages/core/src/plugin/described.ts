import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Component } from "../contracts/component.ts";
import { CONTRACT, type PluginKind, type PluginMeta, remember } from "./plugin.ts";

/** A factory of core that is a plugin, though its options are required and it checks them itself. */
export interface Described<Options, Made> {
  (options: Options): Made & Pick<Component, "plugin">;
  readonly meta: PluginMeta<Options>;
}

/**
 * Makes a plugin of a factory that checks its options itself: its products remember how they were
 * made, so that a run can record them and make them again.
 *
 * @example
 * export const wae = described("objective", "wae", "Wasserstein autoencoder", waeOf);
 */
export const described = <Options, Made extends object>(
  kind: PluginKind,
  name: string,
  description: string,
  create: (options: Options) => Made,
): Described<Options, Made> => {
  const version = "0.1.0";
  const meta: PluginMeta<Options> = Object.freeze({
    kind,
    name,
    version,
    description,
    options: unchecked<Options>(),
    contract: CONTRACT,
  });
  const factory = (options: Options) => remember(create(options), { kind, name, version, options });
  return Object.assign(factory, { meta });
};

const unchecked = <Options>(): StandardSchemaV1<Options> => ({
  "~standard": {
    version: 1,
    vendor: "textvae",
    validate: (value) => ({ value: value as Options }),
  },
});
