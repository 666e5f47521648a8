import { type Experiment, recordOf, TextvaeError } from "@textvae/core";
import { builtins, rnnlm } from "@textvae/recipes";
import type { QualityOptions } from "./options.ts";

/** How a language model is trained, in numbers that another library can read. */
export interface Schedule {
  readonly optimizer: "adam" | "sgd";
  readonly learningRate: number;
  /** Largest norm of the gradient of the mean nats of a sentence. */
  readonly clip: number;
  /** What divides the rate at a validation without a new best. */
  readonly divide?: number;
  /** Updates over which the rate falls to zero in a straight line, and training ends. */
  readonly steps?: number;
  readonly batchSize: number;
  readonly dropout: number;
}

/** A language model as the recipe `rnnlm` has it, and its schedule as numbers. */
export interface Planned {
  readonly experiment: Experiment;
  readonly schedule: Schedule;
}

/** Where clusters of an adaptive output end, as parts of the vocabulary. */
const CUTOFFS = [0.2, 0.6];
/** The last cluster has features a sixteenth as wide; PyTorch leaves it none of a narrower state. */
const NARROWEST = 16;

/** Where clusters end; undefined for a softmax. Throws `OPTION` for a state too narrow for them. */
export const cutoffsOf = (
  { output, hidden }: Pick<QualityOptions, "output" | "hidden">,
  vocabulary: number,
): number[] | undefined => {
  if (output === "softmax") return undefined;
  if (hidden >= NARROWEST) return CUTOFFS.map((part) => Math.round(part * vocabulary));
  throw new TextvaeError("OPTION", "bench quality --hidden", {
    expected: `at least ${NARROWEST} with --output adaptive`,
    got: String(hidden),
  });
};

/** The language model of the options with the new schedule, or with the published one. */
export const planned = (
  kind: "fast" | "published",
  options: Pick<
    QualityOptions,
    "embedding" | "hidden" | "output" | "scheduleSteps" | "learningRate" | "dropout"
  >,
  vocabulary: number,
): Planned => {
  const { embedding, hidden, scheduleSteps: decaySteps, learningRate, dropout } = options;
  const cutoffs = cutoffsOf(options, vocabulary);
  const chosen = {
    ...{ schedule: kind, embedding, hidden },
    ...(kind === "fast" && { decaySteps, learningRate, dropout }),
    ...(cutoffs && { output: "adaptive", outputOptions: { cutoffs } }),
  };
  const experiment = rnnlm.create(chosen, builtins());
  const settled = rnnlm.settled?.(rnnlm.options.parse(chosen));
  const batchSize = experiment.batchSize;
  return {
    experiment,
    schedule: { ...numbersOf(experiment), batchSize, dropout: settled?.dropout as number },
  };
};

/** A link of the optimiser, as it is recorded. */
type Link =
  | { readonly name: "clip-by-global-norm"; readonly options: { readonly max: number } }
  | { readonly name: "decay-on-plateau"; readonly options: { readonly divide: number } }
  | {
      readonly name: "adam" | "sgd";
      readonly options: { readonly learningRate: number | Falling };
    };

interface Falling {
  readonly options: { readonly from: number; readonly steps: number };
}

/** What the optimiser of an experiment does, link by link. */
const numbersOf = ({ optimizer }: Experiment): Omit<Schedule, "batchSize" | "dropout"> => {
  const { options } = recordOf(optimizer) as unknown as {
    readonly options: { readonly links: readonly Link[] };
  };
  const numbers = options.links.map((link) => {
    if (link.name === "clip-by-global-norm") return { clip: link.options.max };
    if (link.name === "decay-on-plateau") return { divide: link.options.divide };
    const { learningRate: rate } = link.options;
    return typeof rate === "number"
      ? { optimizer: link.name, learningRate: rate }
      : { optimizer: link.name, learningRate: rate.options.from, steps: rate.options.steps };
  });
  return Object.assign({}, ...numbers);
};
