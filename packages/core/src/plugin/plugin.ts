import type { StandardSchemaV1 } from "@standard-schema/spec";
import { TextvaeError } from "@textvae/ops";
import type { Component, PluginReference } from "../contracts/component.ts";
import type { FolderReader } from "./folder.ts";
import { checkOptions } from "./options.ts";

/** Version of the contracts in core. A plugin is made for one; the registry refuses another. */
export const CONTRACT = 1;

export type PluginKind =
  | "prior"
  | "flow"
  | "divergence"
  | "encoder"
  | "decoder"
  | "output"
  | "condition"
  | "dataset"
  | "tokenizer"
  | "recipe"
  | "embedding"
  | "schedule"
  | "objective"
  | "optimizer"
  | "update"
  | "backend";

export interface Paper {
  readonly title: string;
  readonly year: number;
  readonly url: string;
}

/** What a plugin says of itself. */
export interface PluginMeta<Input = unknown, Options = Input> {
  readonly kind: PluginKind;
  /** Unique within its kind, in kebab-case: the name in configurations and checkpoints. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Any Standard Schema; it must validate synchronously. */
  readonly options: StandardSchemaV1<Input, Options>;
  readonly paper?: Paper;
  /** Of a dataset or a tokenizer that is read from files: which of a folder these are. */
  readonly folder?: FolderReader;
  /** Packages to install beside it, with the reason; checked by the registry through `present`. */
  readonly peers?: readonly { readonly name: string; present(): boolean }[];
  readonly contract: number;
}

/** A plugin is its factory, with its metadata beside it. */
export interface Plugin<Input = unknown, Made = unknown> {
  (options?: Input): Made;
  readonly meta: PluginMeta<Input>;
}

/** Any plugin, whatever its options. */
// biome-ignore lint/suspicious/noExplicitAny: the registry holds plugins of every options type
export type AnyPlugin = Plugin<any, unknown>;

/** How an object made by a plugin came to be; undefined for one made by hand. */
export const referenceOf = (made: object): PluginReference | undefined =>
  Object.hasOwn(made, "plugin") ? (made as Component).plugin : undefined;

/** The object, frozen, with its options in plain data beside it. A function stays one. */
export const remember = <Made extends object>(
  made: Made,
  { kind, name, version, options }: PluginReference,
): Made & Pick<Component, "plugin"> => {
  const plugin = Object.freeze({ kind, name, version, options: describeOptions(options) });
  return Object.freeze(
    typeof made === "function" ? Object.assign(made, { plugin }) : { ...made, plugin },
  );
};

/**
 * Makes a plugin of a factory: its options are validated by the schema, its products are frozen
 * and remember how they were made.
 *
 * @example
 * export const planar = definePlugin({
 *   kind: "flow",
 *   name: "planar",
 *   version: "0.1.0",
 *   description: "Planar flow",
 *   options: z.strictObject({ layers: z.number().int().min(1).default(1) }),
 *   create: ({ layers }) => ({ supports: ["euclidean"], build: … }),
 * });
 */
export const definePlugin = <Schema extends StandardSchemaV1, Made extends object>(
  definition: Omit<
    PluginMeta<StandardSchemaV1.InferInput<Schema>, StandardSchemaV1.InferOutput<Schema>>,
    "contract" | "options"
  > & {
    readonly options: Schema;
    create(options: StandardSchemaV1.InferOutput<Schema>): Made;
    readonly contract?: number;
  },
): Plugin<StandardSchemaV1.InferInput<Schema>, Made & Pick<Component, "plugin">> => {
  const { create, contract = CONTRACT, ...described } = definition;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(described.name)) {
    throw new TextvaeError("PLUGIN", "definePlugin", {
      expected: "a name in kebab-case",
      got: JSON.stringify(described.name),
    });
  }
  const meta = Object.freeze({ ...described, contract }) as PluginMeta<
    StandardSchemaV1.InferInput<Schema>
  >;
  const factory = (input?: StandardSchemaV1.InferInput<Schema>) => {
    const options = checkOptions(definition.options, input ?? {}, described.name);
    return remember(create(options), { ...described, options });
  };
  return Object.assign(factory, { meta });
};

/** Options as plain data: a component among them stands as its own reference. */
const describeOptions = (options: unknown): unknown => {
  if (Array.isArray(options)) return options.map(describeOptions);
  const composite =
    (typeof options === "object" && options !== null) || typeof options === "function";
  const own = composite && referenceOf(options);
  if (own) return own;
  if (typeof options === "function") return "(function)";
  if (!composite) return options;
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, describeOptions(value)]),
  );
};
