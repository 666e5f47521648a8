/** A batch of token sequences on the host, padded to the longest one. */
export interface TextBatch {
  /** Row-major `[B, T]` ids: w₁ … wₙ, then end of sentence, then padding (any id). */
  readonly tokens_BT: Int32Array;
  /** Scored tokens of each row: n + 1, the end of sentence included. */
  readonly lengths_B: Int32Array;
  readonly time: number;
}

/** What was said before each item: N utterances in all, those of an item together, oldest first. */
export interface ContextBatch {
  /** The utterances, N rows. */
  readonly utterances: TextBatch;
  /** 1 where the speaker is that of the item, 0 where it is the other. */
  readonly own_N: Int32Array;
  /** Utterances before each item, at least one; they sum to N. */
  readonly turns_B: Int32Array;
}

/** What a dataset hands to a model: B items, with the fields the dataset provides. */
export interface Batch {
  readonly size: number;
  readonly text?: TextBatch;
  /** Row-major `[B, V]` word counts. */
  readonly counts_BV?: Float32Array;
  /** Row-major `[B, V]` counts weighted by the rarity of their word in train, rows of length 1. */
  readonly tfidf_BV?: Float32Array;
  /** Class index of each item. */
  readonly labels_B?: Int32Array;
  /** How much each item counts in the loss, above 0. Without it each counts 1. */
  readonly weights_B?: Float32Array;
  /** Utterances of the dialogue before each item. */
  readonly context?: ContextBatch;
  /** Fields that the dataset declares itself, by name, row-major; `fieldOf` reads one. */
  readonly fields?: Readonly<Record<string, FieldValues>>;
}

export type FieldValues = Int32Array | Float32Array;

/** What a dataset says of a field of its own: the shape of an item's values, and their type. */
export interface FieldType {
  readonly shape: readonly number[];
  readonly dtype: "int32" | "float32";
}

/** A field that every dataset may provide. */
export type CommonField = Exclude<keyof Batch, "size" | "fields">;

/** A field of a batch, as datasets provide and components read them: a common or a declared one. */
export type BatchField = CommonField | (string & {});
