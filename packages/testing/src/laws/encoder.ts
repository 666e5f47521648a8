import { reverse, type Scalar, sin, sum, type Tensor2D, tidy } from "@tensorflow/tfjs-core";
import type { Batch, Context, Encoder } from "@textvae/core";
import { evaluation, tinyBatch, tinySizes } from "../batches.ts";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { numbersOf } from "../tensors.ts";
import { parameterLaws, withBuilt } from "./parameters.ts";

export interface EncoderSubject {
  readonly encoder: Encoder;
}

const sentences = ["a b c", "b", "c c a b", "a"];
const turned = [...sentences].reverse();

type Built = (batch: Batch, context: Context) => Tensor2D;

/** The laws of an encoder. A tfjs backend must have been started. */
export const encoderLaws = ({ encoder }: EncoderSubject): Law[] => {
  const build = (scope: Parameters<Encoder["build"]>[0]): Built =>
    encoder.build(scope, tinySizes({ features: encoder.features }));
  const on = (check: (built: Built) => void | Promise<void>) => () => withBuilt(build, check);
  const features = (built: Built, batch: Batch, seed = 1): Promise<Float32Array> =>
    numbersOf(() => built(batch, evaluation(seed)));

  const laws = [
    law(
      "features have shape [B, H] and are finite",
      on(async (built) => {
        tidy(() => {
          const h_BH = built(tinyBatch(sentences), evaluation());
          sameShape(h_BH.shape, [sentences.length, encoder.features], "h_BH");
        });
        allFinite(await features(built, tinyBatch(sentences)), "h_BH");
      }),
    ),
    law(
      "features tell items apart",
      on(async (built) => {
        const h = await features(built, tinyBatch(sentences));
        const [first, second] = [h.slice(0, encoder.features), h.slice(encoder.features)];
        holds(
          first.some((x, i) => x !== second[i]),
          `features of "${sentences[0]}" and "${sentences[1]}" are equal`,
        );
      }),
    ),
    law(
      "without training the stream of noise changes nothing",
      on(async (built) => {
        const batch = tinyBatch(sentences);
        allNear(await features(built, batch, 2), await features(built, batch, 1), 0, "h_BH");
      }),
    ),
    law(
      "the order of the batch changes nothing",
      on(async (built) => {
        const expected = await features(built, tinyBatch(sentences));
        const actual = await numbersOf(() => reverse(built(tinyBatch(turned), evaluation()), 0));
        allNear(actual, expected, 1e-5, "h_BH of the batch in reverse order");
      }),
    ),
    ...parameterLaws<Built>({
      build,
      output: (built) => built(tinyBatch(sentences), evaluation()),
      loss: (built) => sum(sin(built(tinyBatch(sentences), evaluation()))) as Scalar,
    }),
  ];
  if (encoder.reads?.includes("text")) {
    laws.push(
      law(
        "padding changes nothing",
        on(async (built) => {
          const expected = await features(built, tinyBatch(sentences));
          for (const padId of [0, 3]) {
            const padded = tinyBatch(sentences, { padding: 3, padId });
            allNear(await features(built, padded), expected, 1e-5, `h_BH padded with id ${padId}`);
          }
        }),
      ),
    );
  }
  return laws;
};
