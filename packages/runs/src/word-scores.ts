import { neg, tensor2d, tidy, tile } from "@tensorflow/tfjs-core";
import {
  type Batch,
  createRng,
  evaluating,
  type Model,
  type TextBatch,
  TextvaeError,
  type Tokenizer,
  withCondition,
} from "@textvae/core";
import type { Point } from "./codes.ts";

/** A word of a text or another piece that has an id, or its end, and what it costs given the code and those before it. */
export interface WordScore {
  readonly word: string;
  /** −log p(w_t | w_<t, z) in nats. */
  readonly nats: number;
}

/**
 * The chain rule read backwards: log p(w_t | w_<t, z) = log p(w_≤t | z) − log p(w_<t | z), with many
 * beginnings of the text in one batch. They sum to −log p(x|z). Time grows with the square of the length.
 *
 * @throws {TextvaeError} `CAPABILITY` for a decoder that reads no words in their order.
 */
export const scoreWordsAt = async (
  { model, tokenizer }: { readonly model: Model; readonly tokenizer: Tokenizer },
  item: Batch,
  { z, c }: Partial<Point>,
): Promise<WordScore[]> => {
  const text = wordsOf(model, item);
  const count = text.lengths_B[0] as number;
  const total: number[] = [];
  while (total.length < count) {
    const beginnings = beginningsOf(text.tokens_BT, total.length, count);
    const cost_B = tidy(() => {
      const context = evaluating(createRng(0));
      const { c_BC: own } = withCondition(model, item, context);
      const c_1C = c ? tensor2d([...c], [1, c.length]) : own;
      const z_BZ = z && tile(tensor2d([...z], [1, z.length]), [beginnings.size, 1]);
      return neg(
        model.logLikelihood(beginnings, z_BZ, {
          ...context,
          ...(c_1C && { c_BC: tile(c_1C, [beginnings.size, 1]) }),
        }),
      );
    });
    total.push(...(await cost_B.data()));
    cost_B.dispose();
  }
  return Array.from({ length: count }, (_, t) => ({
    word: written(text.tokens_BT[t] as number, tokenizer),
    nats: (total[t] as number) - (t === 0 ? 0 : (total[t - 1] as number)),
  }));
};

/** Words of all beginnings that are scored at once, one beginning at least: memory grows with them. */
const TOGETHER = 4096;

/** The beginnings of a text from that of `from + 1` words on, as many as are scored at once. */
export const beginningsOf = (
  tokens: ArrayLike<number | bigint>,
  from: number,
  count: number,
  together: number = TOGETHER,
): Batch => {
  let [to, words] = [from + 1, 2 * from + 3];
  for (; to < count && words <= together; words += to + 1) to++;
  const size = to - from;
  return {
    size,
    text: {
      tokens_BT: Int32Array.from({ length: size * to }, (_, i) => Number(tokens[i % to])),
      lengths_B: Int32Array.from({ length: size }, (_, i) => from + i + 1),
      time: to,
    },
  };
};

/** An id by itself as text; the end, and a piece that is no text alone, by its name. */
const written = (id: number, { decode, vocabulary }: Tokenizer): string => {
  const text = id === vocabulary.eos ? "" : decode([id]);
  return text === "" || text.includes("\uFFFD") ? vocabulary.word(id) : text;
};

const wordsOf = ({ parts: { decoder } }: Model, { text }: Batch): TextBatch => {
  if (text && decoder.reads?.includes("text")) return text;
  throw new TextvaeError("CAPABILITY", "scoreWords", {
    expected: "a decoder that tells words in their order",
    got: "one of another kind, such as a bag of words",
    hint: "Score the whole text.",
  });
};
