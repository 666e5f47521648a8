import type { Split, Tokenizer } from "@textvae/core";
import type { SplitDescription } from "./paged/file.ts";
import type { PagedCorpus } from "./paged/open-corpus.ts";

/** How any copy of this package that was installed knows the contents of any other. */
const BRAND = Symbol.for("@textvae/corpus/paged-content");

/**
 * A split of a prepared corpus, in the place of the content of a file: a configuration records the same of
 * it. The corpus is private, as a text is.
 */
export class PagedContent {
  readonly bytes: number;
  /** FNV-1a of the bytes of its sources, 32 bits in hexadecimal, as of a `Content`. */
  readonly fingerprint: string;
  /** SHA-256 of the same bytes. */
  readonly sha256: string;
  readonly #corpus: PagedCorpus;
  readonly #tokenizer: Tokenizer | undefined;

  static {
    Object.defineProperty(PagedContent.prototype, BRAND, { value: true });
  }

  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  constructor(corpus: PagedCorpus, split: Split, tokenizer?: Tokenizer) {
    const { bytes, fingerprint, sha256 } = corpus.description.splits[split] as SplitDescription;
    this.bytes = bytes;
    this.fingerprint = fingerprint;
    this.sha256 = sha256;
    this.#corpus = corpus;
    this.#tokenizer = tokenizer;
  }

  /** The whole corpus that it is a split of. */
  corpus(): PagedCorpus {
    return this.#corpus;
  }

  /** What found its ids in text; absent of words. */
  tokenizer(): Tokenizer | undefined {
    return this.#tokenizer;
  }
}
