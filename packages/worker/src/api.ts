import type { GenerateStrategy, Split, TrainingEvent } from "@textvae/core";
import type { Answer } from "./answer.ts";
import type { Setup } from "./setup.ts";

/** How sentences are drawn: plain data of what `sample` of a trained model takes. */
export interface SampleRequest {
  /** The same weights and seed give the same sentences. Default 0. */
  readonly seed?: number;
  readonly strategy?: GenerateStrategy;
  /** Longest sentence in words. Default 40. */
  readonly maxLength?: number;
  /** The class of the sentences, for a model that is told it. */
  readonly label?: string;
}

/** What is told of text in files before a training begins. */
export type PreparationEvent =
  | {
      readonly kind: "reading";
      readonly step: 0;
      /** Bytes of the files so far, and in all. */
      readonly read: number;
      readonly of: number;
    }
  | {
      readonly kind: "prepared";
      readonly step: 0;
      /** Sentences and scored tokens of each split. */
      readonly splits: {
        readonly [split in Split]?: { readonly items: number; readonly tokens: number } | undefined;
      };
      /** Words, or other ids. */
      readonly vocabulary: number;
      /** What was taken for granted, and warnings. */
      readonly notes: readonly string[];
    };

/** What happens in a worker, in order. */
export type TrainerEvent = PreparationEvent | TrainingEvent;

/** What happened since it was last asked. */
export interface News {
  readonly events: readonly TrainerEvent[];
  /** Whether nothing will happen any more. */
  readonly ended: boolean;
}

/** What a page asks of the worker. Nothing is thrown across the border: errors are answers. */
export interface TrainerApi {
  start(setup: Setup): Promise<Answer<void>>;
  /** Answers when something has happened; fails with what ended the training. */
  news(): Promise<Answer<News>>;
  pause(): Promise<Answer<void>>;
  resume(): Promise<Answer<void>>;
  /** Answers when the training has ended and its checkpoint is written. */
  stop(): Promise<Answer<void>>;
  sample(count: number, request: SampleRequest): Promise<Answer<string[]>>;
  bundle(): Promise<Answer<Record<string, Uint8Array>>>;
}
