import type { Cursor } from "./cursor.ts";
import { logNormaliser } from "./probabilities.ts";
import type { BeamStrategy, GenerateRequest } from "./request.ts";

interface Hypothesis {
  readonly words: readonly number[];
  /** log p of the words so far in nats, the end of sentence included once it is there. */
  readonly logProb: number;
  /** The cursor's row that it continues. */
  readonly row: number;
}

/** The beam of one item: open hypotheses and ended ones share its width. */
interface Beam {
  readonly open: readonly Hypothesis[];
  readonly ended: readonly Hypothesis[];
}

/**
 * The best sentence found by beam search with score log p(x|z)/((5 + n)/6)^α, where n counts the
 * scored tokens and α is `lengthPenalty`. A hypothesis that ends keeps its place in the beam, so
 * width 1 is the greedy choice. An ended sentence is preferred to one cut at `maxLength`.
 *
 * Source: "Google's Neural Machine Translation System", Wu et al., 2016,
 * https://arxiv.org/abs/1609.08144 (equation 14, without coverage)
 */
export const beamSearch = async (
  cursor: Cursor,
  { count, maxLength }: GenerateRequest,
  { width, lengthPenalty }: BeamStrategy,
  eos: number,
): Promise<number[][]> => {
  const penalty = (tokens: number) => ((5 + tokens) / 6) ** lengthPenalty;
  const score = ({ words, logProb }: Hypothesis) => logProb / penalty(words.length + 1);
  let beams: Beam[] = Array.from({ length: count }, (_, row) => ({
    open: [{ words: [], logProb: 0, row }],
    ended: [],
  }));
  let fed = new Int32Array(count).fill(eos);

  for (let t = 1; t <= maxLength && fed.length > 0; t++) {
    const logits_RV = await cursor.advance(fed);
    const size = logits_RV.length / fed.length;
    beams = beams.map((beam) => {
      const room = width - beam.ended.length;
      const grown = split(bestContinuations(beam.open, logits_RV, size, room), eos);
      const ended = [...beam.ended, ...grown.ended];
      const hope = Math.max(...grown.open.map(({ logProb }) => logProb)) / penalty(maxLength);
      const settled = ended.some((hypothesis) => score(hypothesis) >= hope);
      return { open: settled ? [] : grown.open, ended };
    });
    if (t === maxLength) break;
    const open = beams.flatMap((beam) => beam.open);
    if (open.length > 0) cursor.select(Int32Array.from(open, ({ row }) => row));
    fed = Int32Array.from(open, ({ words }) => words.at(-1) as number);
    beams = renumber(beams);
  }
  return beams.map(({ open, ended }) => {
    const [first, ...others] = ended.length > 0 ? ended : open.slice(0, 1);
    const best = others.reduce((a, b) => (score(b) > score(a) ? b : a), first as Hypothesis);
    return [...best.words];
  });
};

/** The `room` most probable one-word continuations, best first; the first of equals leads. */
const bestContinuations = (
  hypotheses: readonly Hypothesis[],
  logits_RV: Float32Array,
  size: number,
  room: number,
): Hypothesis[] => {
  const kept: { parent: Hypothesis; word: number; logProb: number }[] = [];
  for (const parent of hypotheses) {
    const logits_V = logits_RV.subarray(parent.row * size, (parent.row + 1) * size);
    const normaliser = logNormaliser(logits_V);
    for (let word = 0; word < size; word++) {
      const logProb = parent.logProb + ((logits_V[word] as number) - normaliser);
      if (kept.length === room && logProb <= (kept[room - 1]?.logProb as number)) continue;
      const place = kept.findIndex((other) => logProb > other.logProb);
      kept.splice(place < 0 ? kept.length : place, 0, { parent, word, logProb });
      if (kept.length > room) kept.pop();
    }
  }
  return kept.map(({ parent, word, logProb }) => ({
    words: [...parent.words, word],
    logProb,
    row: parent.row,
  }));
};

const split = (hypotheses: readonly Hypothesis[], eos: number): Beam => ({
  open: hypotheses.filter(({ words }) => words.at(-1) !== eos),
  ended: hypotheses
    .filter(({ words }) => words.at(-1) === eos)
    .map((hypothesis) => ({ ...hypothesis, words: hypothesis.words.slice(0, -1) })),
});

/** The beams after the cursor has taken their open hypotheses in order. */
const renumber = (beams: readonly Beam[]): Beam[] => {
  let row = 0;
  return beams.map(({ open, ended }) => ({
    open: open.map((hypothesis) => ({ ...hypothesis, row: row++ })),
    ended,
  }));
};
