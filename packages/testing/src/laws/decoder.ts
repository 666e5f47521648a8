import { reverse, type Scalar, sum, tidy } from "@tensorflow/tfjs-core";
import type { Batch, BuiltDecoder, Decoder } from "@textvae/core";
import { evaluation, tinyBatch, tinySizes } from "../batches.ts";
import { allFinite, allNear, holds, type Law, law, sameShape } from "../law.ts";
import { numbersOf } from "../tensors.ts";
import { codes, type DecoderOf, given } from "./codes.ts";
import { canGenerate, generationLaws } from "./generation.ts";
import { normalisationLaw } from "./normalisation.ts";
import { parameterLaws, withBuilt } from "./parameters.ts";
import { oneWordLaw, sampledSentencesLaw, sampledWordsLaw } from "./sampled-words.ts";

export interface DecoderSubject {
  readonly decoder: Decoder;
  /** Z; 0 for a decoder without a code (a language model). Default 3. */
  readonly latent?: number;
  /** C of the condition that it is given; absent without one. */
  readonly condition?: number;
}

const sentences = ["a b c", "b", "c c a b", "a"];
const turned = [...sentences].reverse();

/** The laws of a decoder. A tfjs backend must have been started. */
export const decoderLaws = ({ decoder, latent = 3, condition = 0 }: DecoderSubject): Law[] => {
  const subject: DecoderOf = {
    latent,
    condition,
    reads: decoder.reads ?? [],
    build: (scope) => decoder.build(scope, tinySizes({ latent, condition })),
  };
  const on = (check: (built: BuiltDecoder) => void | Promise<void>) => () =>
    withBuilt(subject.build, check);
  const z = () => codes(sentences.length, latent);
  const context = (seed = 1) => evaluation(seed, given(sentences.length, condition));
  const logProb = (built: BuiltDecoder, batch: Batch, seed = 1): Promise<Float32Array> =>
    numbersOf(() => built.logProb(batch, z(), context(seed)));

  const laws = [
    law(
      "log p(x|z) has shape [B], is finite and not above zero",
      on(async (built) => {
        tidy(() => {
          const logProb_B = built.logProb(tinyBatch(sentences), z(), context());
          sameShape(logProb_B.shape, [sentences.length], "logProb");
        });
        const values = await logProb(built, tinyBatch(sentences));
        allFinite(values, "logProb");
        holds(Math.max(...values) <= 0, `logProb: expected ≤ 0; got ${Math.max(...values)}`);
      }),
    ),
    law(
      "without training the stream of noise changes nothing",
      on(async (built) => {
        const batch = tinyBatch(sentences);
        allNear(await logProb(built, batch, 2), await logProb(built, batch, 1), 0, "logProb");
      }),
    ),
    law(
      "the order of the batch changes nothing",
      on(async (built) => {
        const expected = await logProb(built, tinyBatch(sentences));
        const actual = await numbersOf(() => {
          const code = z();
          const back = code && reverse(code, 0);
          const { c_BC, ...rest } = context();
          const turnedContext = { ...rest, ...(c_BC && { c_BC: reverse(c_BC, 0) }) };
          return reverse(built.logProb(tinyBatch(turned), back, turnedContext), 0);
        });
        allNear(actual, expected, 1e-5, "logProb of the batch in reverse order");
      }),
    ),
    ...parameterLaws<BuiltDecoder>({
      build: subject.build,
      output: (built) => tidy(() => built.logProb(tinyBatch(sentences), z(), context())),
      loss: (built) => sum(built.logProb(tinyBatch(sentences), z(), context())) as Scalar,
    }),
    ...generationLaws(subject),
  ];
  const matters = { latent, condition };
  if (latent > 0) {
    laws.push(law("the code changes the distribution", on(changes(matters, "the code"))));
  }
  if (condition > 0) {
    laws.push(law("the condition changes the distribution", on(changes(matters, "the condition"))));
  }
  if (subject.reads.includes("text")) {
    laws.push(
      law(
        "padding changes nothing",
        on(async (built) => {
          const expected = await logProb(built, tinyBatch(sentences));
          for (const padId of [0, 3]) {
            const padded = tinyBatch(sentences, { padding: 3, padId });
            allNear(await logProb(built, padded), expected, 1e-5, `padded with id ${padId}`);
          }
        }),
      ),
      normalisationLaw(subject),
      ...(canGenerate(subject.build) ? [sampledSentencesLaw(subject)] : []),
    );
  }
  if (subject.reads.includes("counts_BV")) {
    laws.push(oneWordLaw(subject));
    if (canGenerate(subject.build)) laws.push(sampledWordsLaw(subject));
  }
  return laws;
};

/** That two items which differ in nothing else have different probabilities. */
const changes =
  (
    { latent, condition }: { readonly latent: number; readonly condition: number },
    what: "the code" | "the condition",
  ) =>
  async (built: BuiltDecoder): Promise<void> => {
    const batch = tinyBatch(["a b", "a b"]);
    const [first, second] = await numbersOf(() => {
      const z_BZ = codes(2, latent, what !== "the code");
      const c = given(2, condition, what !== "the condition");
      return built.logProb(batch, z_BZ, evaluation(1, c));
    });
    holds(first !== second, `log p(x|z) is the same whatever ${what}`);
  };
