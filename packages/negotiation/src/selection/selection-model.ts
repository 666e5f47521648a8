import { type Tensor1D, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Experiment, evaluating, type Model } from "@textvae/core";
import { type Dialogue, toldBatch } from "@textvae/dataset-dialogue";
import { normalInitializer, tokenEmbedding } from "@textvae/layers";
import { likelihood } from "@textvae/objectives";
import { gatherRows } from "@textvae/ops";
import { adam, chain, clipByGlobalNorm } from "@textvae/optimizers";
import { encode, textBatch } from "@textvae/text";
import { type Choice, type Chooser, countsIn } from "../game/index.ts";
import { dialogueOf } from "../self-play/views.ts";
import { formDecoder } from "./form-decoder.ts";
import { recentUtterances } from "./recent-utterances.ts";
import { choicesOf, selectionsOf, TURNS, wordsOfChoice } from "./selection-dataset.ts";

export interface SelectionModelOptions {
  /** Width of word vectors and of each direction over an utterance. Default 32. */
  readonly width?: number;
  /** How many utterances are read, from the last one back. Default 6. */
  readonly turns?: number;
  /** Default 0.006. */
  readonly learningRate?: number;
  /** Default 32. */
  readonly batchSize?: number;
}

// Kinds of things in Deal or No Deal.
const KINDS = 3;

/**
 * The model of what a side writes down in the end, a classifier of the number of each kind: p(choice |
 * last utterances, goal), exact. For data made with `selectionDataset`.
 *
 * @example
 * const experiment = selectionExperiment();
 * const model = assemble(experiment.parts, { dataset, seed: 1 });
 */
export const selectionExperiment = (options: SelectionModelOptions = {}): Experiment => {
  const { width = 32, turns = TURNS, learningRate = 0.006, batchSize = 32 } = options;
  // Words far from each other from the start: which was said is all that a choice depends on.
  const embedding = tokenEmbedding({ size: width, initializer: normalInitializer(1) });
  return {
    parts: {
      condition: recentUtterances({ embedding, utterance: width, recent: turns }),
      decoder: formDecoder({ fields: KINDS + 1, hidden: 2 * width }),
    },
    objective: likelihood(),
    evaluation: likelihood(),
    optimizer: chain(clipByGlobalNorm(5), adam({ learningRate })),
    batchSize,
    until: {},
    notes: [],
  };
};

// Negotiations whose choices are scored at once; bounds memory.
const CHUNK = 32;

/**
 * Writes down the most probable of all divisions, or that there is no agreement.
 *
 * @example
 * const games = await play(negotiations, [{ ...agent, ...modelChooser(model) }, …]);
 */
export const modelChooser = (
  model: Model,
  { turns = TURNS }: Pick<SelectionModelOptions, "turns"> = {},
): Chooser => ({
  async choose(views) {
    const chosen: Choice[] = [];
    for (let start = 0; start < views.length; start += CHUNK) {
      const some = views.slice(start, start + CHUNK);
      const choices = some.map(({ counts }) => choicesOf(counts));
      const scores_N = tidy(() => scoresOf(model, some.map(dialogueOf), choices, turns));
      const scores = await scores_N.data();
      scores_N.dispose();
      let first = 0;
      for (const own of choices) {
        const scored = scores.subarray(first, first + own.length);
        chosen.push(own[scored.indexOf(Math.max(...scored))]);
        first += own.length;
      }
    }
    return chosen;
  },
});

/** log p(choice | dialogue, goal) of each choice of the first dialogue, then of the second, … */
const scoresOf = (
  model: Model,
  dialogues: readonly Dialogue[],
  choices: readonly (readonly Choice[])[],
  turns: number,
): Tensor1D => {
  const { vocabulary } = model;
  const context = evaluating(createRng(0));
  const c_BC = model.condition(toldBatch(dialogues, { vocabulary, turns }), context) as Tensor2D;
  const rows = Int32Array.from(choices.flatMap((own, b) => own.map(() => b)));
  const written = choices.flat().map((choice) => ({ words: wordsOfChoice(choice) }));
  const text = textBatch(
    encode(written, vocabulary),
    Int32Array.from(written, (_, row) => row),
    vocabulary.eos,
  );
  const told = { ...context, c_BC: gatherRows(c_BC, rows) };
  return model.logLikelihood({ size: written.length, text }, undefined, told);
};

/**
 * Part of the recorded choices that a chooser makes, too.
 *
 * @example
 * const accuracy = await selectionAccuracy(chooser, dataset.dialogues.test);
 */
export const selectionAccuracy = async (
  chooser: Chooser,
  dialogues: readonly Dialogue[],
): Promise<number> => {
  const selections = selectionsOf(dialogues);
  const views = selections.map(({ dialogue: { goal = [], utterances } }, index) => ({
    index,
    counts: countsIn(goal),
    goal,
    said: utterances.map(({ speaker, words }) => ({ own: speaker === 0, words })),
  }));
  const chosen = await chooser.choose(views);
  const right = selections.filter(({ choice }, i) => String(choice) === String(chosen[i]));
  return right.length / selections.length;
};
