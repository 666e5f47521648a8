import { assemble, type Dataset, type Model, openRun, type Run, TextvaeError } from "@textvae/core";
import type { DialogueDataset } from "@textvae/dataset-dialogue";
import { engineOf } from "../engine.ts";
import { recordPlugins, settleVocabulary } from "../run-config.ts";
import { lockFolder } from "../storage/lock.ts";
import { nodeStorage } from "../storage/node-storage.ts";
import { standingIn } from "../storage/run-folder.ts";
import type { Trained } from "../trained.ts";
import { identityOf, type NegotiateFlags } from "./options.ts";

/** The data of a run as negotiations. Throws `CAPABILITY` for other data and models. */
export const requireNegotiations = (dataset: Dataset, { parts }: Model): DialogueDataset => {
  const fits = "told" in dataset && dataset.provides.includes("goal_B6");
  if (fits && parts.prior && parts.condition?.reads?.includes("context")) {
    return dataset as DialogueDataset;
  }
  throw new TextvaeError("CAPABILITY", "negotiate", {
    expected: "a model with a code, told what was said before, of negotiations with goals",
    got: fits ? "a model without these" : `the data of ${dataset.name}`,
    hint: "Train one with --recipe latent-actions --goal 32 on Deal or No Deal.",
  });
};

/** The model that learns, with the weights of the supervised one, and the run that it is kept in. */
export interface Learner {
  readonly agent: Model;
  readonly run: Run;
  /** Lets others train in its folder. */
  readonly unlock: () => Promise<void>;
}

/**
 * A run that other commands read as any other: the configuration of the supervised one, and how it
 * negotiates.
 */
export const openLearner = async (
  { model: trained, config, backend }: Trained,
  folder: string,
  chosen: NegotiateFlags,
): Promise<Learner> => {
  if (!config) {
    const hint = "Name the folder that textvae train printed.";
    const expected = "the folder of a run";
    throw new TextvaeError("CONFIG", "negotiate", { expected, got: "a bundle", hint });
  }
  const { model, facts } = trained;
  await standingIn(folder, "--out");
  const dataset = { ...config.data, vocabulary: model.vocabulary };
  const agent = assemble(model.parts, { dataset, seed: config.seed });
  for (const [name, value] of agent.parameters) {
    value.assign(
      model.parameters.get(name) as NonNullable<ReturnType<typeof model.parameters.get>>,
    );
  }
  const storage = await nodeStorage(folder);
  const unlock = await lockFolder(folder);
  try {
    const run = await openRun(
      storage,
      {
        ...config,
        plugins: recordPlugins(model),
        negotiation: { from: facts.step, ...identityOf(chosen) },
      },
      { engine: engineOf(backend) },
    );
    await settleVocabulary(storage, model.vocabulary);
    return { agent, run, unlock };
  } catch (error) {
    agent.dispose();
    await unlock();
    throw error;
  }
};
