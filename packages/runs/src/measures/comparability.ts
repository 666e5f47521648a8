import type { Evaluation } from "@textvae/core";
import type { ImportanceWeighted } from "@textvae/diagnostics";
import type { EngineSince } from "@textvae/run-format";
import type { RecordedConfig } from "../record/run-config.ts";
import type { StoredDiagnosis } from "./stored-diagnosis.ts";

/** What is known of a run beside others. */
export interface Compared {
  readonly run: string;
  readonly config: RecordedConfig;
  readonly best?: Evaluation;
  readonly diagnosis?: StoredDiagnosis;
  readonly engines?: readonly EngineSince[];
}

/** Something in which runs differ, with what each has. */
export interface Difference {
  readonly what: string;
  /** Whether their numbers may stand beside each other all the same. */
  readonly comparable: boolean;
  readonly runs: Readonly<Record<string, string>>;
}

interface Aspect {
  readonly what: string;
  readonly comparable: boolean;
  /** In words; undefined where the run does not say. */
  of(run: Compared): string | undefined;
}

type Options = Readonly<Record<string, unknown>>;

const optionsOf = ({ config }: Compared): Options =>
  (config.data?.plugin as { readonly options?: Options } | undefined)?.options ?? {};

/** Options that only choose the words: the vocabulary says what came of them. */
const OF_WORDS = ["name", "maxVocabulary", "minCount"];

const isPlain = (value: unknown): boolean => typeof value !== "object" || value === null;

const ASPECTS: readonly Aspect[] = [
  {
    what: "vocabulary",
    comparable: false,
    of: ({ config: { data } }) =>
      data && `${counted(data.vocabulary.size)} words, ${data.vocabulary.sha256.slice(0, 8)}`,
  },
  {
    what: "corpus",
    comparable: false,
    of: (run) => {
      const { plugin } = run.config.data ?? {};
      if (plugin === undefined) return undefined;
      const { name, version } = plugin as { readonly name?: string; readonly version?: string };
      const files = Object.values(optionsOf(run)).filter((value) => !isPlain(value));
      const prints = [...JSON.stringify(files).matchAll(/"fingerprint":"(\w+)"/g)];
      return `${name ?? plugin} ${prints.map(([, print]) => print).join("/") || version}`;
    },
  },
  {
    what: "cut",
    comparable: false,
    of: (run) =>
      run.config.data &&
      Object.entries(optionsOf(run))
        .filter(([name, value]) => isPlain(value) && !OF_WORDS.includes(name))
        .map(([name, value]) => `${name} ${value}`)
        .sort()
        .join(", "),
  },
  {
    what: "scored",
    comparable: false,
    of: ({ best }) => best && `${counted(best.items)} items, ${counted(best.tokens)} tokens`,
  },
  {
    what: "told",
    comparable: false,
    of: ({ config: { plugins } }) => {
      const told = plugins?.condition as { readonly name?: string } | undefined;
      return plugins && (told ? `p(x|${told.name})` : "p(x)");
    },
  },
  {
    what: "bound",
    comparable: false,
    of: ({ best }) => best && (best.estimator.bound ? "a bound, or exact" : "not a bound"),
  },
  { what: "estimator", comparable: true, of: ({ best }) => best?.estimator.name },
  {
    what: "estimator of IW-NLL",
    comparable: true,
    of: ({ diagnosis }) =>
      diagnosis?.weighted && `${weightedName(diagnosis.weighted)}, ${diagnosis.split}`,
  },
  {
    what: "estimator of MI",
    comparable: true,
    of: ({ diagnosis }) =>
      diagnosis?.information[0] && `${diagnosis.information[0].estimator}, ${diagnosis.split}`,
  },
  {
    what: "engine",
    comparable: true,
    of: ({ engines = [] }) =>
      engines.length > 0 ? engines.map(describeEngine).join(", then ") : undefined,
  },
];

const describeEngine = ({ engine }: EngineSince): string => Object.values(engine).join(", ");

/** In what runs differ, as far as they say. */
export const differencesOf = (runs: readonly Compared[]): Difference[] =>
  ASPECTS.flatMap(({ what, comparable, of }) => {
    const said = runs.flatMap((compared) => {
      const value = of(compared);
      return value === undefined ? [] : [[compared.run, value] as const];
    });
    const differ = new Set(said.map(([, value]) => value)).size > 1;
    return differ ? [{ what, comparable, runs: Object.fromEntries(said) }] : [];
  });

/** A letter for each run, the same for those whose numbers can be compared; none where all can. */
export const groupsOf = (
  runs: readonly Compared[],
  differences: readonly Difference[],
): ReadonlyMap<string, string> => {
  const apart = differences.filter(({ comparable }) => !comparable);
  if (apart.length === 0) return new Map();
  const keys = runs.map(({ run }) => JSON.stringify(apart.map((found) => found.runs[run] ?? "")));
  const kinds = [...new Set(keys)];
  return new Map(
    runs.map(({ run }, i) => [run, letters(kinds.indexOf(keys[i] as string))] as const),
  );
};

/** a, b, … z, aa, ab, … */
const letters = (index: number): string =>
  (index >= 26 ? letters(Math.floor(index / 26) - 1) : "") + String.fromCharCode(97 + (index % 26));

/** `IW-500`, or what stands for it: `ELBO less its gap to IW-500 on 400`. */
export const weightedName = ({ estimator, drawn }: ImportanceWeighted): string =>
  drawn ? `ELBO less its gap to ${estimator.name} on ${counted(drawn.items)}` : estimator.name;

const counted = (count: number): string => count.toLocaleString("en-US");
