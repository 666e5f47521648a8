import type { GenerateStrategy } from "@textvae/core";
import type { Point, TextScore, WordScore } from "@textvae/runs";
import type { MapDescription } from "../map/description.ts";
import type { MapPoints } from "../map/files.ts";
import type { Recorded } from "../map/reading.ts";
import type { TrainedRun } from "./model/trained-here.ts";

/** Tokens of a text whose costs are told apart, which takes time by the square of them. */
export const TOLD_APART = 100;

/** The map as it was loaded. */
export interface Loaded {
  readonly description: MapDescription;
  readonly points: MapPoints;
  readonly texts: readonly string[];
}

/** A sentence that is asked about: an item of the map, or typed words with their class. */
export type Subject =
  | { readonly item: number }
  | { readonly text: string; readonly label?: string | undefined };

/** How codes are put into words, and what is drawn meanwhile. */
export interface Telling {
  readonly strategy: GenerateStrategy;
  readonly seed: number;
}

/** A code and where it lies along the first two principal directions. */
export interface Placed {
  readonly point: Point;
  readonly place: readonly [number, number];
  /** Items of the map that are nearest to it. */
  readonly near: readonly { readonly row: number; readonly distance: number }[];
}

/** A code told in words. */
export interface Told extends Placed {
  readonly sentence: string;
}

/** All that is known of one sentence. */
export interface Looked extends Placed {
  readonly text: string;
  readonly reconstruction: string;
  readonly words?: readonly WordScore[];
  readonly score?: TextScore;
  /** Words that the model does not know. */
  readonly unknown: readonly string[];
}

/** What the page asks of the worker that holds the map and the model. */
export interface ModelApi {
  /** The map beside the page of this address, at once: it needs no model. */
  beside(address: string): Promise<Loaded>;
  /** The map of what was trained in this browser: of its best checkpoint so far. */
  trained(run: TrainedRun, onProgress: (done: number) => void): Promise<Loaded>;
  /** The bundle of what was trained in this browser, in a folder of that name, as a ZIP archive. */
  bundle(run: string, folder: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Trains from now on what is asked for at the other end of a port: of a worker that does nothing else. */
  trainer(port: MessagePort): Promise<void>;
  /** Lays out from now on what is asked for at the other end of a port: of a worker of its own, too. */
  layout(port: MessagePort): Promise<void>;
  /** What a run of this browser has recorded, and its newest checkpoint. */
  history(run: string): Promise<{
    readonly training: readonly Recorded[];
    readonly evaluations: readonly Recorded[];
    readonly checkpoint: number;
  }>;
  /** A text as it is written in sentences of words, one a line. */
  readText(text: string): Promise<{
    readonly text: string;
    readonly sentences: number;
    readonly words: number;
    /** Bytes of the longest sentence. */
    readonly longest: number;
  }>;
  /** Codes of the map, for a layout. */
  rows(): Promise<{ codes_NZ: Float32Array<ArrayBuffer>; prior_MZ: Float32Array<ArrayBuffer> }>;
  /** Opens the model; what can't be opened says why, and the map stays. */
  open(): Promise<{ readonly backend: string; readonly parameters: number }>;
  look(subject: Subject, telling: Telling): Promise<Looked>;
  around(subject: Subject, distance: number, telling: Telling): Promise<Told[]>;
  path(
    a: Subject,
    b: Subject,
    steps: number,
    telling: Telling,
  ): Promise<{ path: string; told: Told[] }>;
  arithmetic(a: Subject, b: Subject, c: Subject, telling: Telling): Promise<Told>;
  /** The code with some of its coordinates set to other values. */
  moved(
    subject: Subject,
    coordinates: readonly (readonly [index: number, value: number])[],
    telling: Telling,
  ): Promise<Told>;
  /** The nearest items of the map and how far they are: angles in radians on the sphere. */
  neighbours(subject: Subject): Promise<{ row: number; distance: number }[]>;
  /** The values of the code of a subject. */
  code(subject: Subject): Promise<Float32Array>;
  /** New sentences of the prior, of a class where the model is told one. */
  sample(count: number, telling: Telling, label?: string): Promise<Told[]>;
}
