import { type Estimator, type Support, TextvaeError } from "@textvae/core";
import { checks } from "@textvae/run-format";
import type { Point } from "@textvae/runs";
import type { Reading } from "./reading.ts";

/** Numbers of a dimension over the items of the map. */
export interface Dimension {
  /** Var_x(E_q[z_i|x]), unbiased. */
  readonly variance: number;
  /** Whether it counts as an active unit, by the rule of the map. */
  readonly active: boolean;
  /** KL of this dimension in nats, averaged over items; absent where the KL does not factorise. */
  readonly kl?: number;
}

/** What `map.json` says of a map; its numbers stand in two safetensors files beside it. */
export interface MapDescription {
  readonly format: "textvae-map-2";
  readonly recipe: string;
  /** Updates of the checkpoint that the codes are of. */
  readonly step: number;
  /** Where the items come from, e.g. the split. */
  readonly split: string;
  /** Items on the map, N, and of how many they were drawn. */
  readonly items: number;
  readonly of: number;
  readonly seed: number;
  /** What of each posterior a point is. */
  readonly what: NonNullable<Point["of"]>;
  readonly support: Support;
  /** Z. */
  readonly latent: number;
  /** Samples of the prior, M; 0 where it can't be drawn without an item. */
  readonly prior: number;
  /** Part of the variance along each of the axes of the layout. */
  readonly explained: readonly number[];
  readonly dimensions: readonly Dimension[];
  /** How many of them are active, and by what rule; absent of a single item. */
  readonly activeUnits?: { readonly active: number; readonly units: number; readonly rule: string };
  readonly labels?: readonly string[];
  /** Whether a model must be told a class beside a sentence. */
  readonly told?: "label" | "other";
  readonly estimators: { readonly nll: Estimator; readonly without: Estimator };
  /** What is told beside the map. */
  readonly reading: Reading;
}

const { aCount, aNumber, aText, fields, listOf } = checks;

const description: checks.Check = fields({
  recipe: aText,
  step: aCount,
  split: aText,
  items: aCount,
  of: aCount,
  what: aText,
  support: aText,
  latent: aCount,
  prior: aCount,
  explained: listOf(aNumber),
});

/** The description of a map. Throws `CONFIG` where it is none, or of another version. */
export const readDescription = (bytes: Uint8Array, file: string): MapDescription => {
  const hint = "Make the map again: textvae explore --run RUN.";
  let value: { readonly format?: unknown };
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    const expected = "the description of a map as JSON";
    throw new TextvaeError("CONFIG", file, { expected, got: "no JSON", hint, cause });
  }
  const format: MapDescription["format"] = "textvae-map-2";
  if (value?.format !== format) {
    const got = String(value?.format);
    throw new TextvaeError("CONFIG", file, { expected: `format ${format}`, got, hint });
  }
  const problem = description(value, "");
  if (!problem) return value as MapDescription;
  const { path, expected, got } = problem;
  throw new TextvaeError("CONFIG", `${file}, ${path}`, { expected, got, hint });
};
