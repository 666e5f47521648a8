import {
  type Dataset,
  type Plain,
  type Registry,
  referenceOf,
  revive,
  type Storage,
  TextvaeError,
  type Tokenizer,
} from "@textvae/core";
import { sha256 } from "@textvae/run-format";
import { wordTokenizer } from "@textvae/text";
import {
  type DataFacts,
  describeVocabulary,
  readVocabulary,
  settleVocabulary,
  type TokenizerFacts,
} from "./manifest.ts";
import type { Source } from "./source.ts";

const hashOf = (content: string): Promise<string> => sha256(new TextEncoder().encode(content));

/** The record of a tokenizer that a plugin made; undefined of words and of one made by hand. */
export const describeTokenizer = async (
  tokenizer: Tokenizer | undefined,
): Promise<TokenizerFacts | undefined> => {
  const plugin = tokenizer && referenceOf(tokenizer);
  if (!plugin) return undefined;
  const { keeps } = tokenizer;
  if (!keeps) return { plugin };
  const { name, option, content } = keeps;
  return { plugin, file: { name, option, sha256: await hashOf(content) } };
};

/** The file that a tokenizer keeps in a run or bundle, with its content. */
export const keptFiles = ({
  vocabulary,
  tokenizer = wordTokenizer(vocabulary),
}: Pick<Dataset, "vocabulary" | "tokenizer">): readonly { name: string; content: string }[] =>
  tokenizer.keeps ? [tokenizer.keeps] : [];

/**
 * The tokenizer of a run or bundle: words of a vocabulary where none is recorded.
 *
 * @throws {TextvaeError} `CONFIG` where its file or its vocabulary is not what the model was trained with;
 * `PLUGIN` for one that the registry has not, or has in another version.
 */
export const readTokenizer = async (
  source: Source,
  { tokenizer: facts, vocabulary }: DataFacts,
  registry: Registry,
): Promise<Tokenizer> => {
  if (!facts) return wordTokenizer(await readVocabulary(source, vocabulary));
  const { plugin, file } = facts;
  const options = { ...(plugin.options as object), ...(file && (await contentOf(source, file))) };
  const made = revive({ ...plugin, options } as unknown as Plain, registry, "tokenizer");
  const tokenizer = made as Tokenizer;
  const now = await describeVocabulary(tokenizer.vocabulary);
  if (now.size === vocabulary.size && now.sha256 === vocabulary.sha256) return tokenizer;
  throw new TextvaeError("CONFIG", file?.name ?? "tokenizer", {
    expected: `the ${vocabulary.size} ids that the model was trained with`,
    got: `${now.size} ids, not the same`,
    hint: "Restore the file; ids and weights would no longer belong together.",
  });
};

const contentOf = async (
  source: Source,
  { name, option, sha256: hash }: Required<TokenizerFacts>["file"],
): Promise<Readonly<Record<string, string>>> => {
  const content = new TextDecoder().decode(await source.read(name));
  if ((await hashOf(content)) === hash) return { [option]: content };
  throw new TextvaeError("CONFIG", name, {
    expected: "the tokenizer that the model was trained with",
    got: "a file that was changed or cut short",
    hint: "Restore the file; ids and weights would no longer belong together.",
  });
};

/**
 * Puts the words of a new run, or the file of its tokenizer, beside its configuration; those of a run that
 * is there are compared.
 *
 * @throws {TextvaeError} `CONFIG` when they are others.
 */
export const settleTokenizer = async (
  storage: Storage,
  { vocabulary, tokenizer }: Pick<Dataset, "vocabulary" | "tokenizer">,
): Promise<void> => {
  if (!tokenizer) return settleVocabulary(storage, vocabulary);
  for (const { name, content } of keptFiles({ vocabulary, tokenizer })) {
    const file = { name, option: "", sha256: await hashOf(content) };
    if (await storage.exists(name)) await contentOf(storage, file);
    else await storage.write(name, new TextEncoder().encode(content));
  }
};
