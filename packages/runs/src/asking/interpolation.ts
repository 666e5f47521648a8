import type { Rng } from "@textvae/core";
import type { Point, Wording } from "../codes.ts";
import type { Items } from "../texts.ts";
import type { TrainedModel } from "../trained-model.ts";

/** The sentences on the way from one to another through the latent space. */
export interface Interpolation {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** What of the posteriors its ends are: means, of discrete codes modes, or samples. */
  readonly of: NonNullable<Point["of"]>;
  readonly sentences: readonly string[];
}

/** The way between the codes of two sentences: the first of some items and the last. */
export const interpolateSentences = async (
  model: TrainedModel,
  items: Items,
  { steps, ...wording }: Wording & { readonly steps: number; readonly rng: Rng },
): Promise<Interpolation> => {
  const points = await model.encode(items, { rng: wording.rng, batchSize: 1 });
  const [a, b] = [points[0] as Point, points.at(-1) as Point];
  const walk = await model.interpolate(a, b, { ...wording, steps, batchSize: steps });
  const texts = model.wordings(items);
  const [from = "", to = ""] = [texts[0], texts.at(-1)];
  return { from, to, path: walk.path, of: a.of ?? "mean", sentences: walk.sentences };
};
