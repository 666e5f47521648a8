import { type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import {
  type Batch,
  type Distribution,
  evaluating,
  type Model,
  type Rng,
  TextvaeError,
} from "@textvae/core";
import type { Dialogue } from "@textvae/dataset-dialogue";
import type { Speaker, View } from "../game/index.ts";
import { dialogueOf } from "./views.ts";

/** An action that was taken: what was known, and the code that was drawn. */
export interface Action {
  /** Which of the negotiations. */
  readonly index: number;
  readonly dialogue: Dialogue;
  readonly z: Float32Array;
}

export interface SpeakerOptions {
  readonly model: Model;
  /** What the model is told before it speaks next in some dialogues. */
  readonly told: (dialogues: readonly Dialogue[]) => Batch;
  /** `sample`: actions are drawn of p(z|c); `mode`: the most probable one is taken. */
  readonly actions: "sample" | "mode";
  /** Most words of an utterance. */
  readonly maxLength: number;
  readonly rng: Rng;
  /** Told of each action. */
  readonly onAction?: (action: Action) => void;
}

/**
 * A model that speaks in negotiations: an action z of p(z|c), put into the most probable words.
 *
 * @throws {TextvaeError} `CAPABILITY` for the mode of a family that can't say it.
 *
 * @example
 * const speaker = modelSpeaker({ model, told: dataset.told, actions: "mode", maxLength: 30, rng });
 */
export const modelSpeaker = (options: SpeakerOptions): Speaker => {
  const { model, told, actions, maxLength, rng, onAction } = options;
  const decide = (batch: Batch): [z_BZ: Tensor2D, c_BC: Tensor2D] =>
    tidy(() => {
      const c_BC = model.condition(batch, evaluating(rng)) as Tensor2D;
      const p = model.prior(c_BC);
      return [actions === "mode" ? modeOf(p) : p.sample(rng.stream("actions")), c_BC];
    });
  return {
    async speak(views) {
      const dialogues = views.map(dialogueOf);
      const [z_BZ, c_BC] = decide(told(dialogues));
      try {
        if (onAction) await tell(z_BZ, views, dialogues, onAction);
        const sentences = await model.generate(z_BZ, {
          count: views.length,
          maxLength,
          strategy: { kind: "greedy" },
          rng,
          c_BC,
        });
        return sentences.map((ids) => ids.map(model.vocabulary.word));
      } finally {
        z_BZ.dispose();
        c_BC.dispose();
      }
    },
  };
};

const tell = async (
  z_BZ: Tensor2D,
  views: readonly View[],
  dialogues: readonly Dialogue[],
  onAction: (action: Action) => void,
): Promise<void> => {
  const [codes, width] = [(await z_BZ.data()) as Float32Array, z_BZ.shape[1]];
  for (const [b, { index }] of views.entries()) {
    const z = codes.slice(b * width, (b + 1) * width);
    onAction({ index, dialogue: dialogues[b] as Dialogue, z });
  }
};

const modeOf = (p: Distribution): Tensor2D => {
  if (p.mode) return p.mode();
  throw new TextvaeError("CAPABILITY", "modelSpeaker", {
    expected: "a latent family that knows its most probable code",
    got: "one that does not",
    hint: "Train with categorical or Gaussian actions.",
  });
};
