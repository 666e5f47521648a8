import { type AnyPlugin, elbo, type Plain } from "@textvae/core";
import { tokenEmbedding } from "@textvae/layers";

type Module = Readonly<Record<string, unknown>>;

/** The packages of textvae whose parts a bundle may name. Each is loaded when one is named. */
const PACKAGES: Readonly<Record<string, () => Promise<Module>>> = {
  "condition-bow": () => import("@textvae/condition-bow"),
  "condition-dialogue": () => import("@textvae/condition-dialogue"),
  "condition-label": () => import("@textvae/condition-label"),
  "decoder-bow": () => import("@textvae/decoder-bow"),
  "decoder-cnn": () => import("@textvae/decoder-cnn"),
  "decoder-lstm": () => import("@textvae/decoder-lstm"),
  "divergence-kl": () => import("@textvae/divergence-kl"),
  "divergence-mmd": () => import("@textvae/divergence-mmd"),
  "encoder-bow": () => import("@textvae/encoder-bow"),
  "encoder-lstm": () => import("@textvae/encoder-lstm"),
  "flow-planar": () => import("@textvae/flow-planar"),
  "flow-riemannian": () => import("@textvae/flow-riemannian"),
  "output-adaptive": () => import("@textvae/output-adaptive"),
  "output-tied": () => import("@textvae/output-tied"),
  "prior-bernoulli": () => import("@textvae/prior-bernoulli"),
  "prior-categorical": () => import("@textvae/prior-categorical"),
  "prior-gaussian": () => import("@textvae/prior-gaussian"),
  "prior-mixture": () => import("@textvae/prior-mixture"),
  "prior-vmf": () => import("@textvae/prior-vmf"),
  "tokenizer-bytes": () => import("@textvae/tokenizer-bytes"),
  "tokenizer-huggingface": () => import("@textvae/tokenizer-huggingface"),
  "tokenizer-words": () => import("@textvae/tokenizer-words"),
};

/** The packages of parts that are called otherwise than their package. */
const HOMES: Readonly<Record<string, string>> = {
  "divergence/capacity": "divergence-kl",
  "divergence/free-bits": "divergence-kl",
  "divergence/sum": "divergence-mmd",
  "divergence/weighted": "divergence-kl",
  "flow/curvature": "flow-riemannian",
  "flow/inverse-metric": "flow-riemannian",
  "prior/deterministic": "prior-gaussian",
  "tokenizer/bpe": "tokenizer-huggingface",
  "tokenizer/characters": "tokenizer-bytes",
};

/** "kind/name" of every plugin that a record names, in it and within options. */
export const namesIn = (record: Plain): Set<string> => {
  if (typeof record !== "object" || record === null) return new Set();
  const { kind, name } = record as { readonly [key: string]: Plain };
  const own = typeof kind === "string" && typeof name === "string" ? [`${kind}/${name}`] : [];
  return new Set([...own, ...Object.values(record).flatMap((inner) => [...namesIn(inner)])]);
};

/** What nearly every bundle names. */
const USUAL: readonly AnyPlugin[] = [elbo, tokenEmbedding];

/** The plugins of textvae among those names; of others nothing is known here. */
export const loadParts = async (names: ReadonlySet<string>): Promise<AnyPlugin[]> => {
  const found = await Promise.all(
    [...names].map(async (name) => pluginIn(await holding(name), name)),
  );
  return found.filter((plugin) => plugin !== undefined);
};

/** Where the plugin of that name is, if it is textvae's. */
const holding = async (name: string): Promise<readonly unknown[]> => {
  const load = PACKAGES[HOMES[name] ?? name.replace("/", "-")];
  if (load) return Object.values(await load());
  return pluginIn(USUAL, name) ? USUAL : (await import("./more-parts.ts")).moreParts;
};

const pluginIn = (values: readonly unknown[], name: string) =>
  values.find((value): value is AnyPlugin => nameOf(value) === name);

/** The names of which no plugin is among those. */
export const absent = (names: ReadonlySet<string>, known: readonly AnyPlugin[]): string[] =>
  [...names].filter((name) => !pluginIn(known, name));

const nameOf = (value: unknown): string | undefined => {
  const { meta } = Object(value) as Partial<AnyPlugin>;
  return meta && `${meta.kind}/${meta.name}`;
};
