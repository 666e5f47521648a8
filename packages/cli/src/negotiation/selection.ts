import { assemble, type Evaluation, evaluate, type Model, openRun, train } from "@textvae/core";
import type { DialogueDataset } from "@textvae/dataset-dialogue";
import type { Chooser } from "@textvae/environment-negotiation";
import { modelChooser, selectionAccuracy, selectionDataset, selectionPlan } from "@textvae/recipes";
import { formatted } from "../io.ts";
import { settleVocabulary } from "../run-config.ts";
import { nodeStorage } from "../storage/node-storage.ts";
import { standingIn } from "../storage/run-folder.ts";
import type { NegotiateFlags } from "./options.ts";

/** Who writes down what each side gets, and how well on held-out dialogues. */
export interface Selection {
  readonly model: Model;
  readonly chooser: Chooser;
  readonly evaluation: Evaluation;
  /** Part of the recorded choices of people that it makes, too. */
  readonly accuracy: number;
}

/**
 * Trains the model of choices on what people wrote down, or goes on where it was stopped: a run of its
 * own within the folder of the run that negotiates. Undefined when it is stopped again.
 */
export const openSelection = async (
  folder: string,
  { dialogues, vocabulary }: DialogueDataset,
  { seed, selectionSteps: steps, split }: NegotiateFlags,
  { note, signal }: { readonly note: (line: string) => void; readonly signal?: AbortSignal },
): Promise<Selection | undefined> => {
  const dataset = selectionDataset({ dialogues, vocabulary });
  const plan = selectionPlan();
  await standingIn(`${folder}/selection`, "--out");
  const model = assemble(plan.parts, { dataset, objective: plan.objective, seed });
  const storage = await nodeStorage(`${folder}/selection`);
  const run = await openRun(storage, { name: "selection", seed, until: { steps } });
  await settleVocabulary(storage, dataset.vocabulary);
  const setup = { ...plan, model, dataset, run, seed, until: { steps }, ...(signal && { signal }) };
  const evaluateEvery = Math.ceil(steps / 4);
  for await (const event of train({ ...setup, evaluateEvery, logEvery: evaluateEvery })) {
    if (event.kind !== "evaluation") continue;
    const { nll, estimator } = event.evaluation;
    note(`choices, step ${event.step}  valid  NLL ${formatted(nll, 3)}  (${estimator.name})`);
  }
  if (signal?.aborted) {
    model.dispose();
    return undefined;
  }
  await run.loadWeights(model.parameters);
  const evaluation = await evaluate({ model, objective: plan.evaluation, dataset, split });
  const chooser = modelChooser(model);
  const accuracy = await selectionAccuracy(chooser, dialogues[split] ?? []);
  note(
    `choices of people on ${split}: ${formatted(100 * accuracy, 1)} % of ${formatted(evaluation.items)} made alike, NLL ${formatted(evaluation.nll, 3)} (${evaluation.estimator.name})`,
  );
  return { model, chooser, evaluation, accuracy };
};
