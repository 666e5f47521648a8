import { TextvaeError } from "@textvae/core";
import { namedOptions } from "@textvae/core/internals";

/** Numbers of a model on held-out items, in nats per item; the more are known, the more is said. */
export interface Vitals {
  readonly kl: number;
  /** KL of earlier evaluations, in their order. */
  readonly earlierKl?: readonly number[];
  readonly reconstruction?: number;
  /** −log p(x) under the unigram model. */
  readonly unigram?: number;
  /** Of an estimator over the whole split: one within batches is capped. */
  readonly mutualInformation?: number;
  /** The most that its estimator can say, ln N for N items. Hand it on: small information of few items is none of codes that are ignored. */
  readonly cap?: number;
  readonly activeUnits?: number;
}

export interface Finding {
  readonly kind:
    | "collapsed"
    | "ignored-code"
    | "too-few-items"
    | "constant-kl"
    | "worse-than-unigram";
  /** What was found, in words with its numbers. */
  readonly says: string;
  /** What to try, the likeliest first. */
  readonly advice: readonly string[];
}

/** Below this, in nats, a posterior is its prior. */
const NOTHING = 0.1;
/** Part of the KL, or of the most that their number of items can show, that codes must tell. */
const USED = 0.1;
/** Information from which codes may tell all of their items apart, where these were not counted. */
const UNCOUNTED = Math.LN2 / 2;
/** A number of items that no split has. */
const TOO_MANY = 1e7;

const AGAINST_COLLAPSE: readonly string[] = [
  "free bits",
  "fewer dimensions and a mixture prior with free nats",
  "a vMF prior, whose fixed κ sets the KL",
  "an inputless decoder or word dropout",
  "more updates of the encoder (lagging inference)",
  "pretraining as an autoencoder",
  "linear or cyclical annealing of the KL",
];

/**
 * What the numbers of a model say about its codes: posterior collapse, codes that are paid for and
 * ignored, a KL or a number of items that can't tell, a model below the unigram one. Empty when nothing is wrong.
 *
 * @throws {TextvaeError} `OPTION` for numbers that are none.
 *
 * @example
 * for (const { says, advice } of diagnoseCollapse({ kl: 0.02 })) console.log(says, advice);
 */
export const diagnoseCollapse = (vitals: Vitals): Finding[] => {
  const { earlierKl = [], ...numbers } = namedOptions("diagnoseCollapse", vitals);
  checkNumbers({ ...numbers, kl: numbers.kl });
  if (!Array.isArray(earlierKl)) checkNumbers({ earlierKl });
  return [
    ...posteriorCollapse(vitals),
    ...ignoredCode(vitals),
    ...constantKl(vitals),
    ...worseThanUnigram(vitals),
  ];
};

const REQUIRED: readonly string[] = ["kl"];

const checkNumbers = (numbers: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(numbers)) {
    // Perplexed models have infinite nats; what is no number says nothing.
    if (typeof value === "number" && !Number.isNaN(value)) continue;
    if (value === undefined && !REQUIRED.includes(name)) continue;
    throw new TextvaeError("OPTION", `diagnoseCollapse.${name}`, {
      expected: name === "earlierKl" ? "a list of numbers" : "a number of nats",
      got: JSON.stringify(value) ?? String(value),
    });
  }
};

/** A finding in one line. */
export const describeFinding = (finding: Finding): string => {
  const { says, advice } = namedOptions("describeFinding", finding);
  if (typeof says === "string" && Array.isArray(advice)) {
    return advice.length === 0 ? says : `${says}; try ${advice.join(", ")}`;
  }
  throw new TextvaeError("OPTION", "describeFinding", {
    expected: "a finding of diagnoseCollapse, { says, advice }",
    got: `{ ${Object.keys(finding).join(", ")} }`,
  });
};

/** Where the information is known, it says more of a KL that is paid than the variance of units. */
const posteriorCollapse = ({ kl, activeUnits, mutualInformation }: Vitals): Finding[] => {
  const idle = activeUnits === 0 && mutualInformation === undefined;
  if (kl >= NOTHING && !idle) return [];
  const units = activeUnits === 0 ? ", no active unit" : "";
  const says = `posterior collapse: KL ${kl.toFixed(2)} nats${units}, the decoder writes without the code`;
  return [{ kind: "collapsed", says, advice: AGAINST_COLLAPSE }];
};

/** Information can't exceed its cap, so that it is held against that where the KL is larger. */
const ignoredCode = ({ kl, mutualInformation, cap }: Vitals): Finding[] => {
  if (mutualInformation === undefined || kl < NOTHING) return [];
  if (mutualInformation >= USED * kl) return [];
  const told = cap === undefined ? UNCOUNTED : USED * cap;
  if (mutualInformation >= told) return [tooFewItems(kl, mutualInformation, cap)];
  const says = `codes ignored: KL ${kl.toFixed(2)} nats is paid, but codes tell ${mutualInformation.toFixed(2)} nats about their items`;
  const advice = [
    "fewer dimensions and a mixture prior with free nats",
    "a smaller κ",
    "a weaker decoder (inputless, word dropout)",
  ];
  return [{ kind: "ignored-code", says, advice }];
};

/** Codes that tell items apart as well as so few can be told apart may say far more. */
const tooFewItems = (kl: number, mutualInformation: number, cap?: number): Finding => {
  const needed = Math.exp(USED * kl);
  const most =
    cap === undefined
      ? "nats, and of how many items is not known"
      : `of the ${cap.toFixed(2)} nats that so few items can show`;
  return {
    kind: "too-few-items",
    says: `can't tell whether a KL of ${kl.toFixed(2)} nats is used: codes tell ${mutualInformation.toFixed(2)} ${most}`,
    advice: [
      needed > TOO_MANY
        ? "the reconstruction, as no split has the items to show a tenth of such a KL"
        : `at least ${Math.ceil(needed).toLocaleString("en")} items`,
    ],
  };
};

const constantKl = ({ kl, earlierKl = [], mutualInformation }: Vitals): Finding[] => {
  const same = (other: number) => Math.abs(other - kl) <= 1e-5 * Math.abs(kl);
  if (mutualInformation !== undefined || kl < NOTHING) return [];
  if (earlierKl.length === 0 || !earlierKl.every(same)) return [];
  const says = `the KL is ${kl.toFixed(2)} nats at every evaluation: the family fixes it, and it can't show whether codes are used`;
  return [{ kind: "constant-kl", says, advice: ["textvae diagnose for the mutual information"] }];
};

const worseThanUnigram = ({ reconstruction, unigram }: Vitals): Finding[] => {
  if (reconstruction === undefined || unigram === undefined || reconstruction < unigram) return [];
  const says = `the reconstruction, ${reconstruction.toFixed(2)} nats, is no better than the unigram model's ${unigram.toFixed(2)}`;
  return [{ kind: "worse-than-unigram", says, advice: ["training on", "another learning rate"] }];
};
