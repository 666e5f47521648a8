import { type Batch, checkOptions, createRng, type Rng, TextvaeError } from "@textvae/core";
import { z } from "zod";
import { readFlags } from "../config/flags.ts";
import { heldOut, idsOf, randomSentences, textOf } from "../data/sentences.ts";
import { labelFlag, requireOwnLabels, typedItem } from "../data/told.ts";
import { givenSentences } from "../data/typed.ts";
import { decodePoints, encode } from "../generation.ts";
import type { Io, Outcome } from "../io.ts";
import { type Flags, type Session, withTrained } from "../session.ts";
import { type GenerationFlags, generationFlags, sentenceCount, strategyOf } from "./options.ts";

export const reconstructFlags: z.ZodObject = generationFlags.extend({
  text: z
    .string()
    .optional()
    .describe("sentence, words between spaces; without it those of standard input, or random ones"),
  count: sentenceCount().default(5).describe("number of random sentences"),
  ...labelFlag,
});

interface ReconstructFlags extends GenerationFlags {
  readonly text?: string;
  readonly count: number;
  readonly label?: string;
}

/** Sentences beside what is decoded from the mean and from a sample of their posteriors. */
export const reconstructCommand = async (flags: Flags, io: Io): Promise<Outcome> => {
  const typed = readFlags(reconstructFlags, flags);
  const chosen = checkOptions(
    reconstructFlags,
    typed,
    "reconstruct",
  ) as unknown as ReconstructFlags;
  const strategy = strategyOf(chosen, "greedy");
  return withTrained(
    flags,
    async (session) => {
      const { model, folder } = session;
      const { maxLength, seed } = chosen;
      const rng = createRng(seed).stream("reconstruct");
      const random = flags.count !== undefined;
      if (random && chosen.text !== undefined) throw bothGiven(chosen.count);
      const given = await givenSentences(io, [chosen.text], { random });
      const sentences = await sentencesOf(session, chosen, given, rng);
      const items = sentences.map(({ item }) => item);
      const options = { strategy, maxLength, rng };
      const decode = async (how: "mean" | "sample") =>
        decodePoints(model, await encode(model, items, rng, how), options);
      const [fromMean, fromSample] = [await decode("mean"), await decode("sample")];
      const reconstructions = sentences.map(({ item, unknown }, i) => ({
        read: textOf(idsOf(item), model.vocabulary),
        unknown,
        mean: fromMean[i] ?? "",
        sample: fromSample[i] ?? "",
      }));
      return {
        kind: "reconstructions",
        data: { run: folder, seed, reconstructions },
        text: reconstructions.map(show).join("\n\n"),
      };
    },
    { io },
  );
};

const bothGiven = (count: number): TextvaeError =>
  new TextvaeError("OPTION", "--count", {
    expected: "a number of random sentences, or one sentence by --text",
    got: `${count} beside --text`,
    hint: "Leave out one of the two.",
  });

const sentencesOf = async (
  session: Session,
  { label, count }: ReconstructFlags,
  given: readonly string[] | undefined,
  rng: Rng,
): Promise<{ readonly item: Batch; readonly unknown: readonly string[] }[]> => {
  if (given) return given.map((text) => typedItem(session, text, label));
  requireOwnLabels(label);
  const corpus = await session.dataset();
  const random = randomSentences(corpus, heldOut(corpus), count, rng.stream("sentences"));
  return random.map((item) => ({ item, unknown: [] }));
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
