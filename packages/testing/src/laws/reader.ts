import { reverse, type Scalar, sin, sum, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import type { Batch, BatchField, Context, Scope } from "@textvae/core";
import { type Declared, evaluation, tinyBatch } from "../batches.ts";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { numbersOf } from "../tensors.ts";
import { codes } from "./codes.ts";
import { parameterLaws, withBuilt } from "./parameters.ts";

/** What makes a vector of each item of a batch: an encoder or a condition. */
export interface Reader {
  /** What the vectors are called in failures. */
  readonly what: string;
  /** Width of a vector. */
  readonly width: number;
  readonly reads: readonly BatchField[];
  readonly build: (scope: Scope) => Read;
  /** C of the condition that it is given; 0 without. */
  readonly condition: number;
  /** Fields among those it reads that datasets declare themselves. */
  readonly fields?: Declared | undefined;
}

type Read = (batch: Batch, context: Context) => Tensor2D;

const sentences = ["a b c", "b", "c c a b", "a"];
const turned = [...sentences].reverse();

/** The laws of everything that makes a vector of each item. */
export const readerLaws = ({
  what,
  width,
  reads,
  build,
  condition,
  fields = {},
}: Reader): Law[] => {
  const on = (check: (read: Read) => void | Promise<void>) => () => withBuilt(build, check);
  const batchOf = (sentences: readonly string[], options = {}) =>
    tinyBatch(sentences, { ...options, fields });
  // Labels stand by position.
  const turnedBatch = (): Batch => ({
    ...batchOf(turned),
    labels_B: batchOf(sentences).labels_B.reverse(),
  });
  const given = (seed = 1): Context => {
    const c_BC = codes(sentences.length, condition);
    return evaluation(seed, c_BC ? { c_BC } : {});
  };
  const vectors = (read: Read, batch: Batch, seed = 1): Promise<Float32Array> =>
    numbersOf(() => read(batch, given(seed)));

  const laws = [
    law(
      `${what} has shape [B, ${width}] and is finite`,
      on(async (read) => {
        tidy(() => {
          const rows = read(batchOf(sentences), given());
          sameShape(rows.shape, [sentences.length, width], what);
        });
        allFinite(await vectors(read, batchOf(sentences)), what);
      }),
    ),
    law(
      `${what} tells items apart`,
      on(async (read) => {
        const all = await vectors(read, batchOf(sentences));
        const [first, second] = [all.slice(0, width), all.slice(width, 2 * width)];
        holds(
          first.some((x, i) => x !== second[i]),
          `${what}: equal for "${sentences[0]}" and "${sentences[1]}"`,
        );
      }),
    ),
    law(
      "without training the stream of noise changes nothing",
      on(async (read) => {
        const batch = batchOf(sentences);
        allNear(await vectors(read, batch, 2), await vectors(read, batch, 1), 0, what);
      }),
    ),
    law(
      "the order of the batch changes nothing",
      on(async (read) => {
        const expected = await vectors(read, batchOf(sentences));
        const actual = await numbersOf(() => {
          const { c_BC, ...context } = given();
          const back = { ...context, ...(c_BC && { c_BC: reverse(c_BC, 0) }) };
          return reverse(read(turnedBatch(), back), 0);
        });
        allNear(actual, expected, 1e-5, `${what} of the batch in reverse order`);
      }),
    ),
    ...parameterLaws<Read>({
      build,
      output: (read) => tidy(() => read(batchOf(sentences), given())),
      loss: (read) => sum(sin(read(batchOf(sentences), given()))) as Scalar,
    }),
  ];
  if (reads.includes("text") || reads.includes("context")) {
    laws.push(
      law(
        "padding changes nothing",
        on(async (read) => {
          const expected = await vectors(read, batchOf(sentences));
          for (const padId of [0, 3]) {
            const padded = batchOf(sentences, { padding: 3, padId });
            allNear(await vectors(read, padded), expected, 1e-5, `${what} padded with id ${padId}`);
          }
        }),
      ),
    );
  }
  return laws;
};
