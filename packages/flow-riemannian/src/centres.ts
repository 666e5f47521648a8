import { type Tensor2D, tensor2d } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/core";
import * as v from "valibot";

/** Points in the space of codes, one row each: where the codes of the data gather. */
export type Centres = readonly (readonly number[])[];

export const centresSchema: v.GenericSchema<Centres, Centres> = v.pipe(
  v.array(v.pipe(v.array(v.pipe(v.number(), v.finite())), v.minLength(1))),
  v.minLength(1),
  v.check((rows) => rows.every((row) => row.length === rows[0]?.length), "rows of one width"),
);

/** Throws `SHAPE` when the centres are not as wide as the codes. */
export const checkWidth = (where: string, centres: Centres, latent: number): void => {
  const width = centres[0]?.length ?? 0;
  if (width === latent) return;
  throw new TextvaeError("SHAPE", where, {
    expected: `centres of width ${latent}, as the codes`,
    got: `width ${width}`,
    hint: "Compute them from a model with codes of this width: textvae centres --run <folder>.",
  });
};

/** A new tensor of the centres, `[K, Z]`; to be called in a tidy. */
export const centresTensor = (centres: Centres): Tensor2D =>
  tensor2d(centres.map((row) => [...row]));
