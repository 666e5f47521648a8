import type { Evaluation, evaluate, Model, Objective } from "@textvae/core";
import type { Batched, Point, Wording } from "./codes.ts";
import type { Neighbour, PathName } from "./geometry.ts";
import type { DataFacts } from "./manifest.ts";
import type { ScoreOptions, TextScore } from "./score.ts";
import type { Text } from "./texts.ts";

/** What is known of a trained model without asking it. */
export interface ModelFacts {
  readonly recipe: string;
  /** Updates of the checkpoint whose weights these are. */
  readonly step: number;
  /** Z, the width of its codes; 0 in a language model. */
  readonly latent: number;
  /** Number of its weights. */
  readonly parameters: number;
  readonly data: DataFacts;
  /** What a reader of its numbers must know. */
  readonly notes: readonly string[];
  /** Numbers measured of it when it was exported. */
  readonly numbers: readonly Evaluation[];
}

export interface EncodeOptions extends Batched {
  /** The mean of the posterior (default), or a sample. Where a posterior has no mean, a sample. */
  readonly mode?: "mean" | "sample";
  readonly seed?: number;
}

export interface SampleOptions extends Wording {
  /** The class of the sentences, for a model that is told it. */
  readonly label?: string;
}

/** The sentences on the way from one text to another. */
export interface Walk {
  readonly path: PathName;
  readonly points: readonly Point[];
  readonly sentences: readonly string[];
}

export interface EvaluateSplitOptions
  extends Pick<Parameters<typeof evaluate>[0], "dataset" | "split" | "batchSize" | "seed">,
    Omit<Batched, "batchSize"> {
  /** K of an importance-weighted estimate in the place of the model's own. */
  readonly samples?: number;
}

/** A trained model, to be used. Answers depend on the weights, the question and the seed alone. */
export interface TrainedModel {
  readonly facts: ModelFacts;
  /** The assembled model, for what is not below. */
  readonly model: Model;
  /** The seed that it was trained with. */
  readonly seed: number;
  /** The objective that it is evaluated with. Throws `PLUGIN` where the registry has not its parts. */
  evaluation(): Objective;
  /** Codes of texts, in their order. */
  encode(texts: readonly Text[], options?: EncodeOptions): Promise<Point[]>;
  /** Sentences from codes; greedy unless said otherwise. */
  decode(points: readonly Point[], options?: Wording): Promise<string[]>;
  /** New sentences: codes of the prior in words, drawn word by word unless said otherwise. */
  sample(count: number, options?: SampleOptions): Promise<string[]>;
  /** The way between two texts through the latent space, ends included. */
  interpolate(from: Text, to: Text, options?: Wording & { readonly steps?: number }): Promise<Walk>;
  /** Each text as its code tells it. */
  reconstruct(texts: readonly Text[], options?: Wording & EncodeOptions): Promise<string[]>;
  /** What each text costs, with the estimator's name; IW-K with `samples`. */
  score(texts: readonly Text[], options?: ScoreOptions): Promise<TextScore[]>;
  /** The k of a corpus (texts, or codes made before) whose codes are nearest to one. */
  neighbours(
    to: Text | Point,
    k: number,
    corpus: readonly Text[] | readonly Point[],
    options?: Batched,
  ): Promise<Neighbour[]>;
  /** The code a − b + c. */
  arithmetic(a: Text | Point, b: Text | Point, c: Text | Point): Promise<Point>;
  /** Held-out numbers of a split by the model's own estimator, or IW-K. */
  evaluate(options: EvaluateSplitOptions): Promise<Evaluation>;
  /** Frees the weights. */
  dispose(): void;
}

export type TrainedParts = Pick<TrainedModel, "model" | "facts" | "seed" | "evaluation">;
