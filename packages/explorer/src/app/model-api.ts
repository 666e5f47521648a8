import type { GenerateStrategy } from "@textvae/core";
import type { Point, TextScore, WordScore } from "@textvae/runs";
import type { MapDescription } from "../map/description.ts";
import type { MapPoints } from "../map/files.ts";

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
  map(address: string): Promise<{
    description: MapDescription;
    points: MapPoints;
    texts: readonly string[];
  }>;
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
