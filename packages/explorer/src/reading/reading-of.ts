import type { Dataset, Storage } from "@textvae/core";
import { activeUnitsRule, describeFinding, diagnoseCollapse } from "@textvae/diagnostics";
import type { RecordedNumbers, TrainedModel } from "@textvae/runs";
import { readDiagnosis, readHistory, type StoredDiagnosis } from "@textvae/runs/measures";
import type { RecordedConfig } from "@textvae/runs/record";
import { unigram } from "@textvae/text";
import type { Fact, Reading, Recorded } from "../map/reading.ts";
import { counted, shown, withError } from "./numbers.ts";

/** Points of a curve at most: a screen shows no more. */
const POINTS = 1000;

/** A trained model and where it comes from. */
export interface Shown {
  readonly model: TrainedModel;
  readonly storage: Storage;
  readonly folder: string;
  /** What a run was trained with; a bundle has none. */
  readonly config?: RecordedConfig;
  /** Of the program that shows it, where that has one. */
  readonly version?: string;
  dataset(): Promise<Dataset>;
}

/** What the page tells of a model beside its map. */
export const readingOf = async (trained: Shown): Promise<Reading> => {
  const { model, storage, config } = trained;
  const { facts } = model;
  const history = config ? await readHistory(storage) : undefined;
  const diagnosis = config ? await readDiagnosis(storage).catch(() => undefined) : undefined;
  const anchor = await unigramOf(trained);
  const name = config?.location.data.split(/[\\/]/).at(-1);
  const [first] = facts.numbers;
  return {
    title: `${facts.recipe}${name ? ` on ${name}` : ""}`,
    about: aboutOf(trained),
    numbers: [...facts.numbers.flatMap(numbersOf), ...(diagnosis ? measuresOf(diagnosis) : [])],
    training: thinned(history?.training ?? []),
    evaluations: thinned(history?.evaluations ?? []),
    ...(anchor && { unigram: anchor }),
    divergence: first?.divergenceName ?? "KL",
    findings: diagnosis
      ? diagnosis.findings.map(describeFinding)
      : findingsOf(first, history?.evaluations ?? [], anchor?.natsPerSentence),
    notes: [
      ...facts.notes,
      ...(diagnosis ? [] : ["textvae diagnose measures mutual information and more."]),
    ],
  };
};

/** The unigram model of train on the validation split, to compare curves with. */
const unigramOf = async ({ dataset, config }: Shown) => {
  if (!config) return undefined;
  const { provides, splits, ...rest } = await dataset();
  const countable = provides.includes("text") || provides.includes("counts_BV");
  if (!countable || !splits.includes("train") || !splits.includes("valid")) return undefined;
  const { perplexity, natsPerSentence } = unigram({ provides, splits, ...rest }, "valid");
  return { perplexity, natsPerSentence, perToken: Math.log(perplexity) };
};

const aboutOf = ({ model: { facts }, config, folder, version }: Shown): Fact[] => [
  { name: "Recipe", value: facts.recipe },
  { name: "From", value: folder },
  { name: "Weights", value: `of step ${counted(facts.step)}` },
  { name: "Parameters", value: counted(facts.parameters) },
  { name: "Code", value: `${facts.latent} numbers` },
  { name: "Vocabulary", value: `${counted(facts.data.vocabulary.size)} words` },
  ...(config
    ? [
        { name: "Seed", value: String(config.seed) },
        { name: "Backend", value: config.backend },
        ...Object.entries(config.options)
          .map(([name, value]) => ({
            name,
            value: typeof value === "string" ? value : JSON.stringify(value),
          }))
          .filter(({ value }) => value !== "{}"), // options of a part that has none
      ]
    : []),
  ...(version === undefined ? [] : [{ name: "textvae", value: version }]),
];

const numbersOf = (one: RecordedNumbers): Fact[] => {
  const { split, items, nll, ppl, reconstruction, divergence, divergenceName, estimator, rates } =
    one;
  const bound = estimator.bound ? "" : " (not a bound)";
  const note = `${split}, ${counted(items)} items, step ${one.step}: ${estimator.name}${bound}`;
  return [
    { name: "NLL", value: `${shown(nll, 2)} nats per item`, note },
    { name: "Perplexity", value: shown(ppl, 2), note },
    ...(rates?.perWord === undefined || rates.perByte === undefined
      ? []
      : [
          { name: "Nats per word", value: shown(rates.perWord, 3), note },
          { name: "Nats per byte", value: shown(rates.perByte, 3), note },
        ]),
    { name: "Reconstruction", value: `${shown(reconstruction, 2)} nats`, note },
    { name: divergenceName ?? "Divergence", value: `${shown(divergence, 2)} nats`, note },
  ];
};

const measuresOf = ({ split, information, activeUnits, weighted }: StoredDiagnosis): Fact[] => [
  ...(weighted
    ? [
        {
          name: "NLL",
          value: `${withError(weighted.nll, weighted.drawn?.standardError, 2)} nats per item`,
          note: `${split}, ${counted(weighted.items)} items: ${weighted.estimator.name}`,
        },
      ]
    : []),
  ...information.map(({ mutualInformation, standardError, estimator, cap }) => ({
    name: "Mutual information",
    value: `${withError(mutualInformation, standardError, 3)} nats`,
    note: `${split}: ${estimator}; can't exceed ${shown(cap, 2)}`,
  })),
  ...(activeUnits
    ? [
        {
          name: "Active units",
          value: `${activeUnits.active} of ${activeUnits.units}`,
          note: `${split}: ${activeUnitsRule(activeUnits)}`,
        },
      ]
    : []),
];

/** What the doctor says of the numbers of training alone. */
const findingsOf = (
  first: RecordedNumbers | undefined,
  evaluations: readonly Recorded[],
  nats: number | undefined,
): string[] => {
  if (!first?.estimator.bound || first.divergenceName === undefined) return [];
  const earlierKl = evaluations
    .filter(({ step }) => step < first.step)
    .map(({ divergence }) => Number(divergence));
  const vitals = { kl: first.divergence, earlierKl, reconstruction: first.reconstruction };
  const anchored = first.split === "valid" && nats !== undefined;
  return diagnoseCollapse({ ...vitals, ...(anchored && { unigram: nats }) }).map(describeFinding);
};

/** Every n-th point and the last. */
const thinned = (points: readonly Recorded[]): Recorded[] => {
  const step = Math.ceil(points.length / POINTS);
  return points.filter((_, i) => i % step === 0 || i === points.length - 1);
};
