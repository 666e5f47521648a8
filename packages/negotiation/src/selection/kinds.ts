import type { Vocabulary } from "@textvae/core";

/**
 * The words for each kind of things, form by form: `kinds[k][f]` are those of kind k in form f, as in
 * one and many. Words of the same form mean the same of different kinds.
 */
export type Kinds = readonly (readonly (readonly string[])[])[];

/** What is divided in Deal or No Deal. */
export const DEAL_KINDS: Kinds = [
  [["book"], ["books"]],
  [["hat"], ["hats"]],
  [
    ["ball", "basketball"],
    ["balls", "basketballs"],
  ],
];

/** How a word is read: as which word, and of which kind it speaks, −1 of none. */
export interface Reading {
  readonly word: number;
  readonly kind: number;
}

/**
 * How the words of a vocabulary are read where kinds are alike: a word for a kind as the first word
 * that there is in the same form, so that what is learned of one kind holds of all.
 *
 * @example
 * const read = readingOf(vocabulary, DEAL_KINDS);
 * read(vocabulary.id("balls")); // { word: vocabulary.id("books"), kind: 2 }
 */
export const readingOf = (vocabulary: Vocabulary, kinds: Kinds): ((id: number) => Reading) => {
  const special = new Map<number, Reading>();
  const stands = new Map<number, number>();
  for (const [kind, forms] of kinds.entries()) {
    for (const [form, words] of forms.entries()) {
      for (const id of words.map(vocabulary.id)) {
        if (id === vocabulary.unk) continue;
        if (!stands.has(form)) stands.set(form, id);
        special.set(id, { word: stands.get(form) as number, kind });
      }
    }
  }
  return (id) => special.get(id) ?? { word: id, kind: -1 };
};
