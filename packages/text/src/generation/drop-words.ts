import type { Rng, Vocabulary } from "@textvae/core";

/** What is fed where no word is told: the unknown one; the start, where all text is known. */
export const blankOf = ({ unk, eos }: Pick<Vocabulary, "unk" | "eos">): number =>
  unk >= 0 ? unk : eos;

/**
 * Fed ids with each word replaced by the unknown one with probability `rate`, but never the start
 * of a sentence.
 *
 * Source: "Generating Sentences from a Continuous Space", Bowman et al., 2016,
 * https://arxiv.org/abs/1511.06349
 */
export const dropWords = (
  fed: Int32Array,
  isStart: (position: number) => boolean,
  { rate, unk, rng }: { readonly rate: number; readonly unk: number; readonly rng: Rng },
): Int32Array => {
  if (rate === 0) return fed;
  const uniforms = rng.uniforms(fed.length);
  return fed.map((id, position) =>
    !isStart(position) && (uniforms[position] as number) < rate ? unk : id,
  );
};
