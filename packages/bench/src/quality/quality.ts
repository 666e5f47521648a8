import { checkOptions, type Dataset } from "@textvae/core";
import { load, thisMachine } from "../machine.ts";
import type { Learner } from "./learner.ts";
import { type QualityInput, type QualityOptions, qualityOptions } from "./options.ts";
import { type Point, race } from "./race.ts";
import { arrivalsOf, type QualityReport, type QualityResult, summaryOf } from "./report.ts";
import { cutoffsOf, type Planned, planned } from "./schedule.ts";
import { type Sentences, sentencesOf } from "./sentences.ts";
import { type TextvaeLearner, textvaeLearner } from "./textvae.ts";
import { torchLearners } from "./torch.ts";

/**
 * Wall time to a validation perplexity of an LSTM language model: textvae with its new schedule and,
 * if a Python is named, PyTorch with the same schedule and with the published one. All begin with the
 * same weights on the same sentences, and take turns between evaluations.
 *
 * Time is that of updates; evaluations are timed apart. A perplexity is exp of the nats of all
 * validation sentences over their scored tokens, without dropout.
 *
 * @throws {TextvaeError} `BACKEND` when Python or PyTorch is not there, `OPTION` for options out of range.
 *
 * @example
 * const { subjects } = await quality(dataset, { targets: [200, 150], hidden: 200, python: "python3" });
 */
export const quality = async (
  dataset: Dataset,
  options: QualityInput = {},
  onPoint: (name: string, point: Point) => void = () => {},
): Promise<QualityReport> => {
  const chosen = checkOptions(qualityOptions, options, "bench quality");
  const before = load();
  const text = { train: sentencesOf(dataset, "train"), valid: sentencesOf(dataset, "valid") };
  const vocabulary = dataset.vocabulary.size;
  const plans = {
    fast: planned("fast", chosen, vocabulary),
    published: planned("published", chosen, vocabulary),
  };
  const ours = await textvaeLearner(plans.fast, { dataset, ...chosen });
  const learners: Learner[] = [ours];
  try {
    learners.push(...(await others(ours, plans, { dataset, text, chosen })));
    const starts: number[] = [];
    for (const learner of learners) starts.push(await learner.start());
    const courses = await race(learners, chosen, onPoint);
    const first = courses[0]?.points ?? [];
    return {
      machine: thisMachine(),
      load: { before, after: load() },
      options: chosen,
      corpus: {
        name: dataset.name,
        vocabulary,
        train: sizesOf(text.train),
        valid: sizesOf(text.valid),
      },
      subjects: courses.map((course, i): QualityResult => {
        const { facts, name } = learners[i] as Learner;
        const { schedule } = name === PUBLISHED ? plans.published : plans.fast;
        return {
          ...course,
          ...{ facts, schedule, start: starts[i] as number },
          ...summaryOf(course.points),
          arrivals: arrivalsOf(course.points, first, chosen.targets),
        };
      }),
    };
  } finally {
    for (const learner of learners) await learner.close();
  }
};

const PUBLISHED = "torch-published";

interface Setting {
  readonly dataset: Dataset;
  readonly text: { readonly train: Sentences; readonly valid: Sentences };
  readonly chosen: QualityOptions;
}

/** PyTorch with both schedules, where a Python is named. */
const others = async (
  { model }: TextvaeLearner,
  { fast, published }: { readonly fast: Planned; readonly published: Planned },
  { dataset, text, chosen }: Setting,
): Promise<Learner[]> => {
  const { python, threads, evaluateEvery, seed } = chosen;
  if (python === undefined) return [];
  const cutoffs = cutoffsOf(chosen, dataset.vocabulary.size);
  const sentences = evaluateEvery * fast.schedule.batchSize;
  return torchLearners(python, threads, { dataset, ...text, model, cutoffs, seed }, [
    { name: "torch", schedule: fast.schedule, evaluateEvery },
    {
      name: PUBLISHED,
      schedule: published.schedule,
      evaluateEvery: Math.round(sentences / published.schedule.batchSize),
    },
  ]);
};

const sizesOf = ({ lengths, ids }: Sentences) => ({
  sentences: lengths.length,
  tokens: ids.length,
});
