import type { Batch, Model } from "@textvae/core";
import { idsOf, textOf } from "./data/sentences.ts";
import { type DecodeOptions, decodePoints, encode, type Point, pathBetween } from "./generation.ts";

/** The sentences on the way from one to another through the latent space. */
export interface Interpolation {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly sentences: readonly string[];
}

/** The way between the mean codes of two sentences. */
export const interpolateSentences = async (
  model: Model,
  from: Batch,
  to: Batch,
  { steps, ...options }: DecodeOptions & { readonly steps: number },
): Promise<Interpolation> => {
  const [a, b] = (await encode(model, [from, to], options.rng, "mean")) as [Point, Point];
  const points = pathBetween(model, a, b, steps);
  return {
    from: textOf(idsOf(from), model.vocabulary),
    to: textOf(idsOf(to), model.vocabulary),
    path: describePath(model),
    sentences: await decodePoints(model, points, options),
  };
};

/** What is walked along. */
const describePath = ({ parts: { prior } }: Model): string => {
  if (!prior?.interpolate) return "straight line";
  return prior.support === "sphere" ? "geodesic of the sphere" : "path of the prior";
};

export const showInterpolation = ({ from, to, path, sentences }: Interpolation): string =>
  [
    `interpolation along the ${path}`,
    `  from  ${from}`,
    ...sentences.map((sentence, i) => `  ${(i / (sentences.length - 1)).toFixed(2)}  ${sentence}`),
    `  to    ${to}`,
  ].join("\n");
