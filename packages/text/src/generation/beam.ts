import type { Cursor } from "./cursor.ts";
import { logNormaliser } from "./probabilities.ts";
import type { BeamStrategy, GenerateRequest } from "./request.ts";

interface Hypothesis {
  readonly words: readonly number[];
  /** log p of the words so far in nats, the end of sentence included once it is there. */
  readonly logProb: number;
  readonly ended: boolean;
  /** The cursor's row that an open one continues. */
  readonly row: number;
}

/** The beam of one item: its slots in order, and the best sentence that ended in any of them. */
interface Beam {
  readonly slots: readonly Hypothesis[];
  readonly best?: Hypothesis;
}

/**
 * The best sentence of at most `maxLength` words found by beam search, with score
 * log p(x|z)/((5 + n)/6)^α, where n counts the scored tokens, the end of sentence among them, and α
 * is `lengthPenalty`. Sentences of exactly `maxLength` words compete by the same score.
 *
 * Slot i of the beam takes the most probable continuation that the first i hypotheses have left;
 * one that has ended continues as itself. A beam therefore holds all that a narrower one does: width
 * 1 is the greedy choice, and no width gives a sentence of a lower score than a smaller one.
 *
 * Sources: "Google's Neural Machine Translation System", Wu et al., 2016,
 * https://arxiv.org/abs/1609.08144 (equation 14, without coverage); "Beam Search: Faster and
 * Monotonic", Lemons, Linares López, Holte and Ruml, 2022, https://arxiv.org/abs/2204.02929
 */
export const beamSearch = async (
  cursor: Cursor,
  { count, maxLength }: GenerateRequest,
  { width, lengthPenalty }: BeamStrategy,
  eos: number,
): Promise<number[][]> => {
  const penalty = (tokens: number) => ((5 + tokens) / 6) ** lengthPenalty;
  const score = ({ words, logProb }: Hypothesis) => logProb / penalty(words.length + 1);
  const better = (a: Hypothesis | undefined, b: Hypothesis) => (a && score(a) >= score(b) ? a : b);
  let beams: Beam[] = Array.from({ length: count }, (_, row) => ({
    slots: [{ words: [], logProb: 0, ended: false, row }],
  }));
  let fed = new Int32Array(count).fill(eos);

  for (let t = 0; fed.length > 0; t++) {
    const logits_RV = await cursor.advance(fed);
    const size = logits_RV.length / fed.length;
    const childrenOf = (hypothesis: Hypothesis, most: number): Hypothesis[] => {
      if (hypothesis.ended) return [hypothesis];
      const { row } = hypothesis;
      const logits_V = logits_RV.subarray(row * size, (row + 1) * size);
      const words = t === maxLength ? [eos] : mostProbable(logits_V, most);
      return continuations(hypothesis, logits_V, words, eos);
    };
    beams = beams.map(({ slots, best: before }) => {
      const grown = fill(width, slots, childrenOf);
      const best = grown.filter(({ ended }) => ended).reduce(better, before);
      const open = grown.filter(({ ended }) => !ended).map(({ logProb }) => logProb);
      const settled = best && score(best) >= Math.max(...open) / penalty(maxLength + 1);
      return { slots: settled ? [] : grown, ...(best && { best }) };
    });
    const open = beams.flatMap(({ slots }) => slots.filter(({ ended }) => !ended));
    if (open.length > 0) cursor.select(Int32Array.from(open, ({ row }) => row));
    fed = Int32Array.from(open, ({ words }) => words.at(-1) as number);
    beams = renumber(beams);
  }
  return beams.map(({ best }) => [...(best?.words ?? [])]);
};

/** Fills slot after slot with the best child, not yet taken, of the hypotheses up to this one. */
const fill = (
  width: number,
  parents: readonly Hypothesis[],
  childrenOf: (parent: Hypothesis, most: number) => Hypothesis[],
): Hypothesis[] => {
  const slots: Hypothesis[] = [];
  const queues: Hypothesis[][] = [];
  for (let i = 0; i < width; i++) {
    const parent = parents[i];
    if (parent) queues.push(childrenOf(parent, width - i));
    const fullest = queues.reduce((a, b) => (headOf(b) > headOf(a) ? b : a), queues[0] ?? []);
    const child = (fullest.length > 0 ? fullest : queues.find(({ length }) => length > 0))?.shift();
    if (!child) break;
    slots.push(child);
  }
  return slots;
};

const headOf = ([first]: readonly Hypothesis[]): number =>
  first?.logProb ?? Number.NEGATIVE_INFINITY;

const continuations = (
  { words, logProb, row }: Hypothesis,
  logits_V: Float32Array,
  next: readonly number[],
  eos: number,
): Hypothesis[] => {
  const normaliser = logNormaliser(logits_V);
  return next.map((word) => ({
    words: word === eos ? words : [...words, word],
    logProb: logProb + ((logits_V[word] as number) - normaliser),
    ended: word === eos,
    row,
  }));
};

/** The `most` words of the largest logits, best first; the first of equals leads. */
const mostProbable = (logits_V: Float32Array, most: number): number[] => {
  const kept: number[] = [];
  const logitOf = (word: number | undefined) => logits_V[word as number] as number;
  for (const [word, logit] of logits_V.entries()) {
    if (kept.length === most && logit <= logitOf(kept[most - 1])) continue;
    const place = kept.findIndex((other) => logit > logitOf(other));
    kept.splice(place < 0 ? kept.length : place, 0, word);
    if (kept.length > most) kept.pop();
  }
  return kept;
};

/** The beams after the cursor has taken their open hypotheses in order. */
const renumber = (beams: readonly Beam[]): Beam[] => {
  let row = 0;
  return beams.map(({ slots, ...rest }) => ({
    ...rest,
    slots: slots.map((slot) => (slot.ended ? slot : { ...slot, row: row++ })),
  }));
};
