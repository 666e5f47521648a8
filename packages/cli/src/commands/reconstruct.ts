import { checkOptions, createRng, type Rng } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { type ReadSentence, randomSentences, readSentence, textOf } from "../data/sentences.ts";
import { decodeCodes, encodeMeans, encodeSamples } from "../generation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, type Session, withTrained } from "../session.ts";
import { type GenerationFlags, generationFlags, strategyOf } from "./options.ts";

export const reconstructFlags: z.ZodObject = generationFlags.extend({
  text: z.string().optional().describe("sentence, words between spaces; without it random ones"),
  count: z.int().min(1).default(5).describe("number of random sentences"),
});

interface ReconstructFlags extends GenerationFlags {
  readonly text?: string;
  readonly count: number;
}

/** Sentences beside what is decoded from the mean and from a sample of their posteriors. */
export const reconstructCommand = async (flags: Flags, _io: Io): Promise<Outcome> => {
  const given = readFlags(reconstructFlags, flags);
  const chosen = checkOptions(
    reconstructFlags,
    given,
    "reconstruct",
  ) as unknown as ReconstructFlags;
  const strategy = strategyOf(chosen, "greedy");
  return withTrained(flags, async (session) => {
    const { model, folder } = session;
    const { maxLength, seed } = chosen;
    const rng = createRng(seed).stream("reconstruct");
    const sentences = await sentencesOf(session, chosen, rng);
    const ids = sentences.map((sentence) => sentence.ids);
    const options = { strategy, maxLength, rng };
    const fromMean = await decodeCodes(model, await encodeMeans(model, ids, rng), options);
    const fromSample = await decodeCodes(model, await encodeSamples(model, ids, rng), options);
    const reconstructions = sentences.map(({ unknown }, i) => ({
      read: textOf(ids[i] ?? [], model.vocabulary),
      unknown,
      mean: fromMean[i] ?? "",
      sample: fromSample[i] ?? "",
    }));
    return {
      kind: "reconstructions",
      data: { run: folder, seed, reconstructions },
      text: reconstructions.map(show).join("\n\n"),
    };
  });
};

const sentencesOf = async (
  { model, dataset }: Session,
  { text, count }: ReconstructFlags,
  rng: Rng,
): Promise<ReadSentence[]> => {
  if (text !== undefined) return [readSentence(text, model.vocabulary)];
  const corpus = await dataset();
  const split = corpus.splits.includes("test") ? "test" : "valid";
  const random = randomSentences(corpus, split, count, rng.stream("sentences"));
  return random.map((ids) => ({ ids, unknown: [] }));
};

const show = (shown: {
  readonly read: string;
  readonly unknown: readonly string[];
  readonly mean: string;
  readonly sample: string;
}): string =>
  [
    `read    ${shown.read}`,
    ...(shown.unknown.length > 0 ? [`unknown ${shown.unknown.join(", ")}`] : []),
    `mean    ${shown.mean}`,
    `sample  ${shown.sample}`,
  ].join("\n");
