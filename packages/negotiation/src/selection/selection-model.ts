import { add, type Tensor1D, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import { createRng, type Experiment, evaluating, type Model } from "@textvae/core";
import { type Dialogue, toldBatch } from "@textvae/dataset-dialogue";
import { likelihood } from "@textvae/objectives";
import { gatherRows } from "@textvae/ops";
import { adam, chain, clipByGlobalNorm } from "@textvae/optimizers";
import { type Choice, type Chooser, countsIn, remainder, type View } from "../game/index.ts";
import { dialogueOf, otherDialogueOf } from "../self-play/views.ts";
import { dialogueReader } from "./dialogue-reader.ts";
import { divisionMixture } from "./division-mixture.ts";
import { DEAL_KINDS, type Kinds } from "./kinds.ts";
import { choicesField, choicesOf, selectionsOf, TURNS } from "./selection-dataset.ts";

export interface SelectionModelOptions {
  /** The words for each kind of things. Default: books, hats and balls. */
  readonly kinds?: Kinds;
  /** Width of what is read of a kind. Default 96. */
  readonly size?: number;
  /** Width of the layers over words. Default 48. */
  readonly hidden?: number;
  /** Default 0.2. */
  readonly dropout?: number;
  /** How often, while training, a side is not told its values. Default 0.3. */
  readonly untold?: number;
  /** Default 0.003. */
  readonly learningRate?: number;
  /** Default 32. */
  readonly batchSize?: number;
}

/**
 * The model of what a side writes down in the end: p(choice | dialogue, goal) over no agreement and
 * all divisions of what is there, exact. For data made with `selectionDataset`.
 *
 * @example
 * const experiment = selectionExperiment();
 * const model = assemble(experiment.parts, { dataset, seed: 1 });
 */
export const selectionExperiment = (options: SelectionModelOptions = {}): Experiment => {
  const { kinds = DEAL_KINDS, size = 96, hidden = 48, dropout = 0.2 } = options;
  const { untold = 0.3, learningRate = 0.003, batchSize = 32 } = options;
  return {
    parts: {
      condition: dialogueReader({ kinds, embedding: 32, hidden, heads: 2, size, dropout, untold }),
      decoder: divisionMixture({ kinds: kinds.length, components: 4 }),
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

export interface ModelChooserOptions {
  /** `both`: as this side and as the other would; `own`: as this side alone. Default `both`. */
  readonly readings?: "both" | "own";
}

/**
 * Writes down what the most speaks for: argmax_d log p(d | dialogue, own goal) + log p(rest of d |
 * dialogue as the other side has it), or that there is no agreement. Both know the words and how many
 * things there are; the values of the other side are not told. With `readings: "own"` it is the first
 * term alone.
 *
 * @example
 * const games = await play(negotiations, [{ ...agent, ...modelChooser(model) }, …]);
 */
export const modelChooser = (
  model: Model,
  { readings = "both" }: ModelChooserOptions = {},
): Chooser => ({
  async choose(views) {
    const chosen: Choice[] = [];
    for (let start = 0; start < views.length; start += CHUNK) {
      const some = views.slice(start, start + CHUNK);
      const choices = some.map(({ counts }) => choicesOf(counts));
      const scores_N = tidy(() => {
        const own_N = scoresOf(model, some.map(dialogueOf), choices);
        if (readings === "own") return own_N;
        const rests = choices.map((own, i) => own.map((choice) => restOf(choice, some[i] as View)));
        return add(own_N, scoresOf(model, some.map(otherDialogueOf), rests)) as Tensor1D;
      });
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

/** What the other side writes down where both agree. */
const restOf = (choice: Choice, { counts }: View): Choice => choice && remainder(choice, counts);

/** log p(choice | dialogue, goal) of each choice of the first dialogue, then of the second, … */
const scoresOf = (
  model: Model,
  dialogues: readonly Dialogue[],
  choices: readonly (readonly Choice[])[],
): Tensor1D => {
  const { vocabulary } = model;
  const context = evaluating(createRng(0));
  const told = toldBatch(dialogues, { vocabulary, turns: TURNS });
  const c_BC = model.condition(told, context) as Tensor2D;
  const rows = Int32Array.from(choices.flatMap((own, b) => own.map(() => b)));
  const fields = {
    goal_B6: Int32Array.from([...rows].flatMap((b) => dialogues[b]?.goal ?? [])),
    choice_B3: choicesField(choices.flat()),
  };
  const batch = { size: rows.length, fields };
  return model.logLikelihood(batch, undefined, { ...context, c_BC: gatherRows(c_BC, rows) });
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
