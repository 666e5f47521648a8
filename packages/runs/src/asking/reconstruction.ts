import type { Rng } from "@textvae/core";
import type { Wording } from "../codes.ts";
import type { Items } from "../texts.ts";
import type { TrainedModel } from "../trained-model.ts";

/** A sentence beside what is decoded from its posterior. */
export interface Reconstruction {
  readonly read: string;
  readonly unknown: readonly string[];
  /** From the mean of the posterior, where there is one. */
  readonly mean?: string;
  /** From its mode, where codes are discrete. */
  readonly mode?: string;
  /** From a sample of it. */
  readonly sample: string;
  /** From two samples, where there is no mean. */
  readonly samples?: readonly [string, string];
}

/**
 * Sentences beside what is decoded from the mean and from a sample of their posteriors. Behind a flow a
 * posterior has no mean: both are samples then. Discrete codes have a mode.
 */
export const reconstructSentences = async (
  model: TrainedModel,
  items: Items & { readonly unknown: readonly (readonly string[])[] },
  { rng, ...wording }: Wording & { readonly rng: Rng },
): Promise<Reconstruction[]> => {
  const options = { ...wording, rng, batchSize: items.size };
  const told = async (mode: "mean" | "sample") => {
    const points = await model.encode(items, { mode, rng, batchSize: 1 });
    return { of: points[0]?.of, sentences: await model.decode(points, options) };
  };
  const [first, second] = [await told("mean"), await told("sample")];
  return model.wordings(items).map((read, i): Reconstruction => {
    const sentences = [first.sentences[i] ?? "", second.sentences[i] ?? ""] as const;
    const [mean, sample] = sentences;
    const central = first.of === "sample" ? { samples: sentences } : { [first.of ?? "mean"]: mean };
    return { read, unknown: items.unknown[i] ?? [], ...central, sample };
  });
};
