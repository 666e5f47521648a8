import { memory } from "@tensorflow/tfjs-core";
import { type BuiltDecoder, createRng, createScope, type GenerateStrategy } from "@textvae/core";
import { tinyVocabulary } from "../batches.ts";
import { holds, type Law, law } from "../law.ts";
import { codes, type DecoderOf, given } from "./codes.ts";
import { withBuilt } from "./parameters.ts";

const COUNT = 4;

/** The laws of `generate`, none for a decoder without it. */
export const generationLaws = ({ latent, condition, build }: DecoderOf): Law[] => {
  if (!canGenerate(build)) return [];
  const generate = async (
    built: BuiltDecoder,
    strategy: GenerateStrategy,
    seed = 1,
    maxLength = 7,
  ): Promise<number[][]> => {
    const z_BZ = codes(COUNT, latent);
    const { c_BC } = given(COUNT, condition);
    const before = memory().numTensors;
    const items = await built.generate?.(z_BZ, {
      count: COUNT,
      maxLength,
      strategy,
      rng: createRng(seed),
      ...(c_BC && { c_BC }),
    });
    const left = memory().numTensors - before;
    z_BZ?.dispose();
    c_BC?.dispose();
    holds(left === 0, `generate: expected the tensor count unchanged; got ${left} more`);
    return items as number[][];
  };
  const strategies: readonly GenerateStrategy[] = [
    { kind: "greedy" },
    { kind: "sample" },
    { kind: "sample", temperature: 0.7, topK: 3, topP: 0.9 },
    { kind: "beam", width: 3 },
  ];
  const same = (a: number[][], b: number[][]) => JSON.stringify(a) === JSON.stringify(b);

  return [
    ...strategies.map((strategy) =>
      law(`generate keeps count, length and vocabulary: ${JSON.stringify(strategy)}`, () =>
        withBuilt(build, async (built) => {
          for (const maxLength of [1, 7]) {
            wellFormed(await generate(built, strategy, 1, maxLength), maxLength);
          }
        }),
      ),
    ),
    law("the same stream generates the same, whatever the strategy", () =>
      withBuilt(build, async (built) => {
        for (const strategy of strategies) {
          const [first, again] = [await generate(built, strategy), await generate(built, strategy)];
          holds(same(first, again), `${strategy.kind}: two results from equal streams`);
        }
      }),
    ),
    law("greedy and beam search take no random numbers", () =>
      withBuilt(build, async (built) => {
        for (const strategy of strategies.filter(({ kind }) => kind !== "sample")) {
          const [one, two] = [
            await generate(built, strategy, 1),
            await generate(built, strategy, 2),
          ];
          holds(same(one, two), `${strategy.kind}: the result depends on the stream`);
        }
      }),
    ),
  ];
};

export const canGenerate = (build: DecoderOf["build"]): boolean => {
  const scope = createScope(createRng(1));
  const { generate } = build(scope);
  scope.dispose();
  return generate !== undefined;
};

const wellFormed = (items: number[][], maxLength: number): void => {
  holds(items.length === COUNT, `generate: expected ${COUNT} items; got ${items.length}`);
  for (const ids of items) {
    holds(ids.length <= maxLength, `generate: expected ≤ ${maxLength} words; got ${ids.length}`);
    holds(
      ids.every((id) => Number.isInteger(id) && id >= 0 && id < tinyVocabulary.size),
      `generate: expected ids below ${tinyVocabulary.size}; got [${ids}]`,
    );
    holds(!ids.includes(tinyVocabulary.eos), `generate: end of sentence within [${ids}]`);
  }
};
