import type { Component } from "./component.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * Turns a text into ids of its vocabulary and back. The end of a sentence, `vocabulary.eos`, is an id
 * of its own: whoever makes items of texts puts it behind the ids, and takes it away before `decode`.
 */
export interface Tokenizer extends Pick<Component, "plugin"> {
  /** Names of the ids, one each; of pieces smaller than words they need not be readable. */
  readonly vocabulary: Vocabulary;
  /** The ids of a text, without its end. Throws `DATA` for a text that it can't say. */
  encode(text: string): readonly number[];
  /** The text of any ids, the empty one of none. Throws `DATA` for an id that there is not. */
  decode(ids: readonly number[]): string;
  /**
   * The strings that a text is cut into and that are looked up in the vocabulary one by one. Absent of a
   * tokenizer that finds ids in another way.
   */
  pieces?(text: string): readonly string[];
  /** Of one that was given no vocabulary: makes the same of the texts that it is shown. */
  learner?(options?: LearnOptions): TokenizerLearner;
  /** The content of a file from which its plugin makes it again. Absent where its options say all. */
  readonly keeps?: KeptFile;
}

export interface LearnOptions {
  /** Greatest size of the vocabulary, reserved ids included. Default: no limit. */
  readonly maxVocabulary?: number | undefined;
  /** Pieces rarer than this are unknown. Default 1. */
  readonly minCount?: number | undefined;
}

/** Is shown texts one after the other. */
export interface TokenizerLearner {
  add(text: string): void;
  /** The tokenizer of these texts. Throws `DATA` and `OPTION` where they make none. */
  finish(): Tokenizer;
  /**
   * The tokenizer that was finished before, of what it `keeps`, or, where it keeps no file, of its words as
   * JSON. Absent where these do not say all.
   */
  again?(content: string): Tokenizer;
  /** What was counted so far. Absent, as `adopt`, where texts can't be counted in parts. */
  counted?(): Counted;
  /** Takes what another has counted of texts that follow. */
  adopt?(counted: Counted): void;
}

/** Pieces of text in the order of their first appearance, and how often each was seen: plain data. */
export interface Counted {
  readonly pieces: readonly string[];
  readonly counts: readonly number[];
}

/** A file of a run or bundle, in the place of an option that its record doesn't hold. */
export interface KeptFile {
  readonly name: string;
  /** The option of the plugin that takes its content. */
  readonly option: string;
  readonly content: string;
}
