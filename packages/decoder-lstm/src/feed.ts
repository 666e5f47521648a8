import type { TextBatch, Vocabulary } from "@textvae/core";
import { timeMajor } from "@textvae/layers";

/** What is fed and what is scored when each word is predicted from the true ones before it. */
export interface TeacherForcing {
  /** Start of sentence, w₁ … wₙ, time-major (`t·B + b`); end of sentence beyond. */
  readonly inputs_TB: Int32Array;
  /** Time-major positions of the scored tokens, item after item. */
  readonly scored_N: Int32Array;
  /** The scored tokens there: w₁ … wₙ, end of sentence. */
  readonly targets_N: Int32Array;
}

export const teacherForcing = (text: TextBatch, { eos }: Vocabulary): TeacherForcing => {
  const { tokens_BT, lengths_B, time } = text;
  const rows = lengths_B.length;
  const total = lengths_B.reduce((sum, length) => sum + length, 0);
  const scored_N = new Int32Array(total);
  const targets_N = new Int32Array(total);
  let n = 0;
  lengths_B.forEach((length, row) => {
    for (let t = 0; t < length; t++) {
      scored_N[n] = t * rows + row;
      targets_N[n] = tokens_BT[row * time + t] as number;
      n++;
    }
  });
  return { inputs_TB: timeMajor(text, eos, 1), scored_N, targets_N };
};
