import { reshape, type Tensor2D, type Tensor3D, tanh, tensor2d, tidy } from "@tensorflow/tfjs-core";
import {
  type Condition,
  type ContextBatch,
  definePlugin,
  fieldOf,
  type Plugin,
  type Scope,
} from "@textvae/core";
import {
  dropout,
  embeddingOf,
  linearHead,
  sideBySide,
  stackedLstm,
  timeMajor,
} from "@textvae/layers";
import { gatherRows } from "@textvae/ops";
import { utteranceAt } from "./layout.ts";
import {
  type DialogueConditionInput,
  type DialogueConditionOptions,
  dialogueConditionOptions,
} from "./options.ts";

/**
 * What was said before in a dialogue: c = the last state of an LSTM over utterances, `[B, C]`, each
 * of them the last states of an LSTM over its words (from both ends, side by side) and whether its
 * speaker is that of the item. With `goal` the speaker's goal g is told too: c = [h; tanh(Wg/10 + b)].
 *
 * Parameters `utterance.lstm.0.kernel` …, `context.lstm.0.kernel` …, `goal.kernel` `[6, G]` and
 * `goal.bias`, and the embedding's table: the component's own for a width, the model's when a
 * `tokenEmbedding` is shared. LSTMs where the papers have GRUs.
 *
 * Source: "A Hierarchical Latent Variable Encoder-Decoder Model for Generating Dialogues", Serban et
 * al., 2017, https://arxiv.org/abs/1605.06069; widths and speakers as in "Learning Discourse-level
 * Diversity for Neural Dialog Models using Conditional Variational Autoencoders", Zhao, Zhao and
 * Eskenazi, 2017, https://arxiv.org/abs/1703.10960
 *
 * @throws `OPTION` for options out of range.
 *
 * @example
 * const condition = dialogueCondition({ embedding: 100, utterance: 300, hidden: 600 });
 */
export const dialogueCondition: Plugin<DialogueConditionInput, Condition> = definePlugin({
  kind: "condition",
  name: "dialogue",
  version: "0.1.0",
  description: "What was said before in a dialogue, by an LSTM over LSTMs over words",
  options: dialogueConditionOptions,
  paper: {
    title: "A Hierarchical Latent Variable Encoder-Decoder Model for Generating Dialogues",
    year: 2017,
    url: "https://arxiv.org/abs/1605.06069",
  },
  create: (options: DialogueConditionOptions): Condition => {
    const { utterance, bidirectional, hidden, goal } = options;
    return {
      size: hidden + (goal ?? 0),
      reads: goal === undefined ? ["context"] : ["context", "goal_B6"],
      build(scope, sizes) {
        const embedding = embeddingOf(options.embedding);
        const embed = embedding.build(scope, sizes);
        const readWords = stackedLstm(scope.child("utterance"), {
          input: embedding.size,
          hidden: utterance,
          layers: 1,
          bidirectional,
        });
        const width = utterance * (bidirectional ? 2 : 1) + 1;
        const readTurns = stackedLstm(scope.child("context"), { input: width, hidden, layers: 1 });
        const readGoal = goal === undefined ? undefined : goalReader(scope.child("goal"), goal);

        return (batch, { rng, training }) =>
          tidy(() => {
            const context = batch.context as ContextBatch;
            const { utterances, own_N, turns_B } = context;
            const rows = own_N.length;
            const words = embed(timeMajor(utterances, sizes.vocabulary.eos));
            const seen = training
              ? dropout(words, options.dropout, rng.stream("condition.dropout"))
              : words;
            const x_TNE = reshape(seen, [utterances.time, rows, embedding.size]) as Tensor3D;
            const said = readWords({ x_TBE: x_TNE, lengths_B: utterances.lengths_B });
            const vectors_NW = sideBySide([
              ...said.states.map(({ h_BH }) => h_BH),
              tensor2d(Float32Array.from(own_N), [rows, 1]),
            ]) as Tensor2D;
            const turns = gatherRows(vectors_NW, utteranceAt(context));
            const x_UBW = reshape(turns, [-1, batch.size, width]) as Tensor3D;
            const { states } = readTurns({ x_TBE: x_UBW, lengths_B: turns_B });
            return sideBySide([
              states[0]?.h_BH,
              readGoal?.(fieldOf(batch, "goal_B6", GOAL.type)),
            ]) as Tensor2D;
          });
      },
    };
  },
});

// Numbers of a goal are between 0 and 10.
const GOAL = { width: 6, scale: 10, type: { shape: [6], dtype: "int32" } } as const;

const goalReader = (scope: Scope, size: number): ((goal_B6: Int32Array) => Tensor2D) => {
  const head = linearHead(scope, GOAL.width, size);
  return (goal_B6) => {
    const scaled = Float32Array.from(goal_B6, (number) => number / GOAL.scale);
    return tanh(head(tensor2d(scaled, [goal_B6.length / GOAL.width, GOAL.width])));
  };
};
