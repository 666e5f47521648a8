import type { Encoder } from "@textvae/core";
import { type Declared, tinySizes } from "../batches.ts";
import type { Law } from "../law.ts";
import { readerLaws } from "./reader.ts";

export interface EncoderSubject {
  readonly encoder: Encoder;
  /** C of the condition that the encoder reads; absent for one that reads none. */
  readonly condition?: number;
  /** Fields among those it reads that datasets declare themselves. */
  readonly fields?: Declared;
}

/** The laws of an encoder. A tfjs backend must have been started. */
export const encoderLaws = ({ encoder, condition = 0, fields }: EncoderSubject): Law[] =>
  readerLaws({
    what: "h_BH",
    width: encoder.features,
    reads: encoder.reads ?? [],
    build: (scope) => encoder.build(scope, tinySizes({ features: encoder.features, condition })),
    condition,
    fields,
  });
