import {
  type Dataset,
  type Plain,
  type PluginReference,
  type Storage,
  TextvaeError,
  type Vocabulary,
} from "@textvae/core";
import { sha256 } from "@textvae/run-format";
import { bagVocabulary, EOS, parseVocabulary, serializeVocabulary } from "@textvae/text";
import type { RecordedNumbers } from "./recorded-numbers.ts";
import { checkRecord, manifestRecord } from "./records.ts";
import { requireMembers } from "./require-members.ts";
import type { Source } from "./source.ts";

/** What a run records of a tokenizer that its data was read by. */
export interface TokenizerFacts {
  readonly plugin: PluginReference;
  /** The file beside it, and the option that its content is. */
  readonly file?: { readonly name: string; readonly option: string; readonly sha256: string };
}

/** What a model must know of the data it was trained on. */
export interface DataFacts {
  readonly provides: Dataset["provides"];
  readonly labels?: readonly string[];
  /** How text was read: `lowercase` and the like. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Name, version and options of the dataset; of files their size and fingerprint. */
  readonly plugin?: unknown;
  readonly vocabulary: { readonly size: number; readonly sha256: string };
  /** What finds ids in text; words of the vocabulary where it is absent. */
  readonly tokenizer?: TokenizerFacts;
}

/** What `model.json` of a bundle says: all that opening it needs beside words and weights. */
export interface Manifest {
  readonly format: "textvae-bundle-1";
  /** The recipe that the model was trained by. */
  readonly recipe: string;
  /** Updates of the checkpoint whose weights these are. */
  readonly step: number;
  readonly seed: number;
  readonly data: DataFacts;
  /** The parts of the model, as `recordOf` of core writes them. */
  readonly parts: Plain;
  /** The objective that it is evaluated with. */
  readonly evaluation: Plain;
  readonly weights: { readonly dtype: "F32" | "F16"; readonly sha256: string };
  /** What a reader of its numbers must know. */
  readonly notes: readonly string[];
  /** Numbers that were measured of it, each with its estimator and split. */
  readonly numbers: readonly RecordedNumbers[];
  /** SHA-256 of all the rest as compact JSON, so that no edited part passes for the trained one. */
  readonly seal: string;
}

export const MANIFEST = "model.json";
export const VOCABULARY = "vocab.txt";
export const WEIGHTS = "weights.safetensors";
/** The files of a bundle. */
export const BUNDLE_FILES: readonly string[] = [
  MANIFEST,
  VOCABULARY,
  "tokenizer.json",
  WEIGHTS,
  "README.md",
];

const FORMAT = "textvae-bundle-1" satisfies Manifest["format"];

/** The seal of a description: what it says, without a seal. */
export const sealOf = async ({
  seal: _,
  ...said
}: Omit<Manifest, "seal"> & Partial<Manifest>): Promise<string> =>
  sha256(new TextEncoder().encode(JSON.stringify(said)));

/** The manifest of a bundle. Throws `CONFIG` where it is none, of another format, or edited. */
export const readManifest = async (source: Source): Promise<Manifest> => {
  requireMembers("readManifest", source, "where a bundle is read", "read");
  const hint = "Export the run again with this version of textvae.";
  const refuse = (expected: string, got: string, cause?: unknown) =>
    new TextvaeError("CONFIG", MANIFEST, { expected, got, hint, cause });
  let manifest: Manifest;
  try {
    manifest = JSON.parse(new TextDecoder().decode(await source.read(MANIFEST)));
  } catch (cause) {
    throw refuse("a bundle's description as JSON", "a missing or damaged file", cause);
  }
  if (manifest?.format !== FORMAT) throw refuse(`format ${FORMAT}`, `${manifest?.format}`);
  checkRecord(manifest, manifestRecord, { file: MANIFEST, hint });
  const seal = await sealOf(manifest).catch(() => undefined);
  if (seal !== manifest.seal) {
    throw refuse("the description that was exported", "one that was edited since");
  }
  return manifest;
};

/** What the record of a vocabulary says of it. */
export const describeVocabulary = async (
  vocabulary: Vocabulary,
): Promise<DataFacts["vocabulary"]> => ({
  size: vocabulary.size,
  sha256: await sha256(new TextEncoder().encode(serializeVocabulary(vocabulary))),
});

/** The words of a run or bundle. Throws `CONFIG` where they are not those it was trained with. */
export const readVocabulary = async (
  source: Source,
  expected: DataFacts["vocabulary"],
): Promise<Vocabulary> => {
  const words = new TextDecoder().decode(await source.read(VOCABULARY)).split("\n");
  const refuse = (got: string, cause?: unknown) =>
    new TextvaeError("CONFIG", VOCABULARY, {
      expected: `the ${expected.size} words that the model was trained with`,
      got,
      hint: "Restore the file; words and weights would no longer belong together.",
      cause,
    });
  let vocabulary: Vocabulary;
  try {
    vocabulary = (words.includes(EOS) ? parseVocabulary : bagVocabulary)(words, VOCABULARY);
  } catch (cause) {
    throw refuse(cause instanceof TextvaeError ? cause.message : "a damaged file", cause);
  }
  const { size, sha256: hash } = await describeVocabulary(vocabulary);
  if (size === expected.size && hash === expected.sha256) return vocabulary;
  throw refuse(`${vocabulary.size} words, not the same`);
};

/**
 * Puts the words of a new run beside its configuration; those of a run that is there are compared.
 *
 * @throws {TextvaeError} `CONFIG` when they are others.
 */
export const settleVocabulary = async (storage: Storage, vocabulary: Vocabulary): Promise<void> => {
  if (await storage.exists(VOCABULARY)) {
    await readVocabulary(storage, await describeVocabulary(vocabulary));
    return;
  }
  await storage.write(VOCABULARY, new TextEncoder().encode(serializeVocabulary(vocabulary)));
};
