import type { Rng } from "@textvae/core";
import { latentTraversal } from "@textvae/diagnostics";
import type { Point, Wording } from "../codes.ts";
import type { Items } from "../texts.ts";
import type { TrainedModel } from "../trained-model.ts";

/** The sentences along one coordinate of the code of a sentence. */
export interface SentenceTraversal {
  readonly from: string;
  /** What of the posterior the code is. */
  readonly of: Point["of"];
  readonly values: readonly number[];
  readonly sentences: readonly string[];
}

export interface TraversalRequest extends Wording {
  /** The coordinate that moves, from 0. */
  readonly dimension: number;
  /** It moves from −reach to reach, in discrete codes from 0. */
  readonly reach: number;
  readonly steps: number;
  readonly rng: Rng;
}

/** The sentences along one coordinate of the code of the first of some items. */
export const traverseSentence = async (
  model: TrainedModel,
  items: Items,
  { dimension, reach, steps, rng, ...wording }: TraversalRequest,
): Promise<SentenceTraversal> => {
  const [point] = (await model.encode(items, { rng, batchSize: 1 })) as [Point];
  const from0 = ["binary", "simplex"].includes(`${model.model.parts.prior?.support}`);
  const values = Array.from({ length: steps }, (_, i) => {
    const part = i / (steps - 1);
    return reach * (from0 ? part : 2 * part - 1);
  });
  const moved = latentTraversal(model.model, [...point.z], { dimension, values });
  const points = moved.map((z) => ({ ...point, z: Float32Array.from(z) }));
  const sentences = await model.decode(points, { ...wording, rng, batchSize: steps });
  const [from = ""] = model.wordings(items);
  return { from, of: point.of, values, sentences };
};
