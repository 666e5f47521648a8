import type { Batch, Evaluation, evaluate, Model, Objective, Tokenizer } from "@textvae/core";
import type { Batched, Drawing, Point, Wording } from "./codes.ts";
import type { Neighbour, PathName } from "./geometry.ts";
import type { DataFacts } from "./manifest.ts";
import type { RecordedNumbers } from "./recorded-numbers.ts";
import type { ScoreOptions, TextScore } from "./score.ts";
import type { Items, Text, Texts } from "./texts.ts";
import type { WordScore } from "./word-scores.ts";

/** What is known of a trained model without asking it. */
export interface ModelFacts {
  readonly recipe: string;
  /** Updates of the checkpoint whose weights these are. */
  readonly step: number;
  /** Updates of the last checkpoint of the run; a bundle does not say. */
  readonly last?: number;
  /** Where the run's metrics tell of a later evaluation, its step: its checkpoint is not there. */
  readonly beyond?: number;
  /** The phase of training whose weights these are, where a run has several. */
  readonly phase?: string;
  /** Z, the width of its codes; 0 in a language model. */
  readonly latent: number;
  /** Number of its weights. */
  readonly parameters: number;
  readonly data: DataFacts;
  /** What a reader of its numbers must know. */
  readonly notes: readonly string[];
  /** Numbers that were recorded of these weights, each with its split and estimator. */
  readonly numbers: readonly RecordedNumbers[];
}

/** What a model is asked about: typed texts, or items of a dataset (`itemsOf`). */
export type Asked = readonly Text[] | Items;

export interface EncodeOptions extends Batched, Drawing {
  /**
   * The mean of the posterior (default), which is its mode where codes are discrete, or a sample. Where a
   * posterior knows neither, a sample. A point says as `of` which one it is.
   */
  readonly mode?: "mean" | "sample";
}

/** What a conditional model is told where there is no text that says it. */
export interface Telling {
  /** The class of the sentences, for a model that is told it. */
  readonly label?: string;
  /** Items whose conditions a conditional model is told instead, as many as sentences, in batches. */
  readonly told?: readonly Batch[];
}

export interface SampleOptions extends Wording, Telling {}

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
  /** Between text and the ids of the model. */
  readonly tokenizer: Tokenizer;
  /** The seed that it was trained with. */
  readonly seed: number;
  /** The objective that it is evaluated with. Throws `PLUGIN` where the registry has not its parts. */
  evaluation(): Objective;
  /** Typed texts as the model reads them. */
  read(texts: readonly Text[]): Texts;
  /** The words of items as the model reads them, one string each. */
  wordings(asked: Asked): string[];
  /** Codes of texts or items, in their order. */
  encode(asked: Asked, options?: EncodeOptions): Promise<Point[]>;
  /** Sentences from codes; greedy unless said otherwise. */
  decode(points: readonly Point[], options?: Wording): Promise<string[]>;
  /** Codes drawn from the prior. */
  draw(count: number, options?: Drawing & Telling): Promise<Point[]>;
  /** New sentences: codes of the prior in words, drawn word by word unless said otherwise. */
  sample(count: number, options?: SampleOptions): Promise<string[]>;
  /** The way between two texts or codes through the latent space, ends included. */
  interpolate(
    from: Text | Point,
    to: Text | Point,
    options?: Wording & { readonly steps?: number },
  ): Promise<Walk>;
  /** Each text or item as its code tells it. */
  reconstruct(asked: Asked, options?: Wording & EncodeOptions): Promise<string[]>;
  /** What each text or item costs, with the estimator's name; IW-K with `samples`. */
  score(asked: Asked, options?: ScoreOptions): Promise<TextScore[]>;
  /** What each word of a text costs, and its end, told from its mean code or another. */
  scoreWords(text: Text, from?: Point): Promise<WordScore[]>;
  /** The k of a corpus (texts, or codes made before) whose codes are nearest to one. */
  neighbours(
    to: Text | Point,
    k: number,
    corpus: Asked | readonly Point[],
    options?: Batched,
  ): Promise<Neighbour[]>;
  /** The code a − b + c. */
  arithmetic(a: Text | Point, b: Text | Point, c: Text | Point): Promise<Point>;
  /** Held-out numbers of a split by the model's own estimator, or IW-K. */
  evaluate(options: EvaluateSplitOptions): Promise<Evaluation>;
  /** Frees the weights. */
  dispose(): void;
}

export type TrainedParts = Pick<
  TrainedModel,
  "model" | "tokenizer" | "facts" | "seed" | "evaluation"
>;
