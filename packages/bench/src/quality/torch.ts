import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, type Model, perplexity } from "@textvae/core";
import { openTorch } from "../subjects/torch.ts";
import type { Learner, Stretch } from "./learner.ts";
import type { Schedule } from "./schedule.ts";
import { packed, type Sentences } from "./sentences.ts";

/** What PyTorch begins with: text that is encoded, and first weights. */
export interface Given {
  readonly dataset: Dataset;
  readonly train: Sentences;
  readonly valid: Sentences;
  /** Of the model whose weights it begins with. */
  readonly model: Model;
  readonly cutoffs: readonly number[] | undefined;
  readonly seed: number;
}

/** One language model in PyTorch, by its name and schedule. */
export interface TorchPlan {
  readonly name: string;
  readonly schedule: Schedule;
  /** Updates between evaluations. */
  readonly evaluateEvery: number;
}

/** Language models in one Python, each with a schedule of its own. Throws `BACKEND` without PyTorch. */
export const torchLearners = async (
  python: string,
  threads: number,
  given: Given,
  plans: readonly TorchPlan[],
): Promise<Learner[]> => {
  const { child, facts } = await openTorch("quality_torch.py", { python, threads });
  try {
    await withFiles(given, async (question) => {
      for (const plan of plans) await child.ask({ do: "prepare", ...question, ...plan });
    });
  } catch (error) {
    await child.end();
    throw error;
  }
  return plans.map(({ name, evaluateEvery, schedule: { steps } }) => {
    let left = steps ?? Number.POSITIVE_INFINITY;
    return {
      name,
      facts,
      steps,
      async start() {
        const { nats } = await child.ask<Scored>({ do: "evaluate", name });
        return perplexityOf(nats);
      },
      async advance() {
        const updates = Math.min(evaluateEvery, left);
        left -= updates;
        const { nats, ...stretch } = await child.ask<Scored & Omit<Stretch, "perplexity">>({
          ...{ do: "advance", name, updates },
        });
        return { ...stretch, perplexity: perplexityOf(nats) };
      },
      close: () => child.end(),
    };
  });
};

interface Scored {
  /** Per token; null where it is no finite number. */
  readonly nats: number | null;
}

const perplexityOf = (nats: number | null): number =>
  nats === null ? Number.POSITIVE_INFINITY : perplexity(nats);

/** Text and weights in a folder that is there as long as they are read. */
const withFiles = async (
  { dataset, train, valid, model, cutoffs, seed }: Given,
  read: (question: object) => Promise<void>,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "textvae-quality-"));
  try {
    await writeFile(join(folder, "train"), packed(train));
    await writeFile(join(folder, "valid"), packed(valid));
    const weights = [...model.parameters].map(([name, { shape }]) => ({ name, shape }));
    const values = await Promise.all([...model.parameters.values()].map((each) => each.data()));
    await writeFile(
      join(folder, "weights"),
      values.map((value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
    );
    await read({ folder, weights, cutoffs, seed, eos: dataset.vocabulary.eos });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
