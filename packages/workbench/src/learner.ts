import { assemble, type Dataset, type Model, type Storage, TextvaeError } from "@textvae/core";
import { identityOf, type NegotiateSettings } from "@textvae/negotiation";
import { folderIn, openRun, type Run } from "@textvae/run-format";
import { recordPlugins, settleTokenizer } from "@textvae/runs/record";
import { engineOf } from "./engine.ts";
import { leasePlace, standingAt } from "./places.ts";
import type { Trained } from "./trained.ts";

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
  chosen: NegotiateSettings,
): Promise<Learner> => {
  if (!config) {
    const hint = "Name the folder that textvae train printed.";
    const expected = "the folder of a run";
    throw new TextvaeError("CONFIG", "negotiate", { expected, got: "a bundle", hint });
  }
  const { model, facts } = trained;
  await standingAt(folder, "--out");
  const dataset = { ...config.data, vocabulary: model.vocabulary };
  const agent = assemble(model.parts, { dataset, seed: config.seed });
  for (const [name, value] of agent.parameters) {
    value.assign(
      model.parameters.get(name) as NonNullable<ReturnType<typeof model.parameters.get>>,
    );
  }
  const { storage, release: unlock } = await leasePlace(folder);
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
    await settleTokenizer(storage, model);
    return { agent, run, unlock };
  } catch (error) {
    agent.dispose();
    await unlock();
    throw error;
  }
};

/** The run of the model of choices, within the folder of the one that negotiates. */
export const openSelection = async (
  within: Storage,
  { vocabulary }: Dataset,
  { seed, selectionSteps: steps }: NegotiateSettings,
): Promise<Run> => {
  const storage = folderIn(within, "selection");
  const run = await openRun(storage, { name: "selection", seed, until: { steps } });
  await settleTokenizer(storage, { vocabulary });
  return run;
};
