import { reshape, type Tensor2D, type Tensor3D } from "@tensorflow/tfjs-core";
import { TextvaeError } from "@textvae/ops";
import type { Distribution } from "../contracts/latent.ts";

/** The rows and the width of the codes that something is about. */
export type CodeRows = Pick<Distribution, "batch" | "eventShape">;

const told = (shape: readonly number[] | undefined): string => `[${shape?.join(", ")}]`;

const shapeOf = ({ batch, eventShape }: CodeRows): string => told([batch, ...eventShape]);

/**
 * Codes sample by sample: sample-major `[S·B, Z]` as `[S, B, Z]`. Other codes of as many numbers, such
 * as one of twice the width for two of these, are none.
 *
 * @throws {TextvaeError} `SHAPE` for codes of another width, or whose rows are no multiple of the batch.
 *
 * @example
 * const z_SBZ = bySample("mine.logProb", z_NZ, { batch, eventShape: [size] });
 */
export const bySample = (
  where: string,
  z_NZ: Tensor2D,
  { batch, eventShape: [size] }: CodeRows,
): Tensor3D => {
  const [rows, width] = z_NZ?.shape ?? [];
  if (z_NZ?.rank === 2 && width === size && (rows as number) % batch === 0) {
    return reshape(z_NZ, [(rows as number) / batch, batch, size as number]);
  }
  throw new TextvaeError("SHAPE", where, {
    expected: `codes [n·${batch}, ${size}], n of each row`,
    got: told(z_NZ?.shape),
  });
};

/**
 * Holds q and p to codes of one width, and to rows that go together: equally many, or one for all.
 *
 * @throws {TextvaeError} `SHAPE` where they don't.
 *
 * @example
 * checkTogether("mine.klTo", q, p);
 */
export const checkTogether = (where: string, q: CodeRows, p: CodeRows): void => {
  const rows = q.batch === p.batch || q.batch === 1 || p.batch === 1;
  if (rows && q.eventShape[0] === p.eventShape[0]) return;
  throw new TextvaeError("SHAPE", where, {
    expected: `codes like ${shapeOf(q)}, or one row for all`,
    got: shapeOf(p),
  });
};

/**
 * What each of several p is known by within the family of q, to compare q with all of them at once; undefined where one
 * of them is of another family.
 *
 * @throws {TextvaeError} `SHAPE` where there is none, and where one has codes of another width or more than one row.
 *
 * @example
 * const others = knownTogether("mine.crossEntropyTo", q, components, parametersOf);
 */
export const knownTogether = <P>(
  where: string,
  q: CodeRows,
  components: readonly Distribution[],
  parametersOf: (p: Distribution) => P | undefined,
): readonly P[] | undefined => {
  const known = components.map(parametersOf);
  if (known.includes(undefined)) return undefined;
  const expected = told([1, ...q.eventShape]);
  const got = components.map(shapeOf).find((shape) => shape !== expected);
  if (!got && known[0]) return known as P[];
  throw new TextvaeError("SHAPE", where, { expected, got: got ?? "none" });
};
