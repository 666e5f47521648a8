import type { TextBatch, Vocabulary } from "@textvae/core";

/** What is fed and what is scored when each word is predicted from the true ones before it. */
export interface TeacherForcing {
  /** Start of sentence, w₁ … wₙ, time-major (`t·B + b`); end of sentence beyond. */
  readonly inputs_TB: Int32Array;
  /** Time-major positions of the scored tokens, item after item. */
  readonly scored_N: Int32Array;
  /** The scored tokens there: w₁ … wₙ, end of sentence. */
  readonly targets_N: Int32Array;
}

export const teacherForcing = (
  { tokens_BT, lengths_B, time }: TextBatch,
  { eos }: Vocabulary,
): TeacherForcing => {
  const rows = lengths_B.length;
  const total = lengths_B.reduce((sum, length) => sum + length, 0);
  const inputs_TB = new Int32Array(time * rows).fill(eos);
  const scored_N = new Int32Array(total);
  const targets_N = new Int32Array(total);
  let n = 0;
  lengths_B.forEach((length, row) => {
    for (let t = 0; t < length; t++) {
      const token = tokens_BT[row * time + t] as number;
      scored_N[n] = t * rows + row;
      targets_N[n] = token;
      n++;
      if (t + 1 < length) inputs_TB[(t + 1) * rows + row] = token;
    }
  });
  return { inputs_TB, scored_N, targets_N };
};
