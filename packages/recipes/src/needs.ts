import { type ErrorCode, TextvaeError } from "@textvae/core";
import type { z } from "zod";

/** What another option must be for an option to have an effect: one of some values, or above one. */
export interface Need {
  readonly option: string;
  readonly is?: readonly unknown[];
  readonly not?: readonly unknown[];
  readonly above?: number;
  /** At most this option's own value must the other be. */
  readonly atLeastIt?: true;
  /** It is the width of a layer: a program may hand the same widths to recipes with and without. */
  readonly width?: true;
}

/** Options by name with what they need. */
export type Needs = Readonly<Record<string, Need>>;

type Options = Readonly<Record<string, unknown>>;

/** An option that would be without effect, with what contradicts it. */
interface Ineffective {
  /** Where it stands, and the options that say it. */
  readonly option: string;
  readonly said: readonly string[];
  readonly width?: true | undefined;
  readonly value: unknown;
  readonly expected: string;
  readonly got: string;
}

/** What recipes share. A need counts where a recipe has both options. */
const SHARED: Needs = {
  wordDropout: { option: "inputless", is: [false] },
  annealSteps: { option: "anneal", not: ["none"] },
  annealFrom: { option: "anneal", is: ["linear", "cosine", "cyclical"] },
  annealSlope: { option: "anneal", is: ["sigmoid"] },
  annealCycles: { option: "anneal", is: ["cyclical"] },
  conditionOptions: { option: "condition", not: [undefined] },
  outputOptions: { option: "output", not: [undefined] },
};

/** Options that set one thing beside an entry of `priorOptions`. */
const ALIASES: Readonly<Record<string, string>> = { dim: "size", kappa: "kappa" };

/** A recipe as far as its options go. */
export interface Described {
  readonly name: string;
  readonly options: z.ZodObject;
  readonly needs?: Needs;
}

/**
 * Refuses options that contradict each other or have no effect beside the others: of those that
 * someone has `given`, or else of those that are not at their defaults and are no widths.
 *
 * @throws {TextvaeError} `OPTION` naming both options.
 */
export const refuseIneffective = (
  recipe: Described,
  chosen: Options,
  given?: (option: string) => boolean,
  code: ErrorCode = "OPTION",
): void => {
  const counts = given ?? differsFromDefault(recipe, chosen);
  const found = [...unmet(recipe, chosen), ...contradicted(chosen)].find(
    ({ said, width }) => said.some(counts) && !(width && given === undefined),
  );
  if (!found) return;
  throw new TextvaeError(code, `${recipe.name}.${found.option}`, {
    expected: found.expected,
    got: `${found.got} beside ${found.option} ${shown(found.value)}`,
    hint: "Leave out one of the two.",
  });
};

const differsFromDefault = ({ options }: Described, chosen: Options) => {
  const preset = (option: string) => (options.shape[option] as z.ZodType).safeParse(undefined).data;
  return (option: string): boolean =>
    chosen[option] !== undefined && shown(chosen[option]) !== shown(preset(option));
};

/** The needs of a recipe's options, those that it shares with others included. */
export const needsOf = ({ options: { shape }, needs = {} }: Described): [string, Need][] =>
  Object.entries({ ...SHARED, ...needs }).filter(
    ([option, need]) => option in shape && need.option in shape,
  );

const unmet = (recipe: Described, chosen: Options): Ineffective[] =>
  needsOf(recipe).flatMap(([option, need]) => {
    const [value, other] = [chosen[option], chosen[need.option]];
    if (value === undefined || holds(need, value, other)) return [];
    const expected = `${need.option} ${inWords(need)}, without which it has no effect`;
    const { width } = need;
    return [
      { option, said: [option], width, value, expected, got: `${need.option} ${shown(other)}` },
    ];
  });

const holds = ({ is, not, above, atLeastIt }: Need, value: unknown, other: unknown): boolean =>
  (is?.includes(other) ?? true) &&
  !not?.includes(other) &&
  (above === undefined || (other as number) > above) &&
  (!atLeastIt || (other as number) >= (value as number));

const inWords = ({ is, not, above, atLeastIt }: Need): string => {
  const list = (values: readonly unknown[]) => values.map(shown).join(" or ");
  if (atLeastIt) return "of at least its value";
  if (above !== undefined) return `above ${above}`;
  return is ? list(is) : `other than ${list(not ?? [])}`;
};

/** Two values for one thing: an option of the recipe, and the same among those of the prior. */
const contradicted = (chosen: Options): Ineffective[] =>
  Object.entries(ALIASES).flatMap(([option, key]) => {
    const prior = (chosen.priorOptions ?? {}) as Options;
    const places = { priorOptions: prior, "priorOptions.familyOptions": prior.familyOptions };
    return Object.entries(places).flatMap(([place, values]) => {
      const [one, other] = [chosen[option], (values as Options | undefined)?.[key]];
      if (one === undefined || other === undefined || shown(one) === shown(other)) return [];
      const expected = `the same as ${option}, which sets it too`;
      const said = [option, "priorOptions"];
      const got = `${option} ${shown(one)}`;
      return [{ option: `${place}.${key}`, said, value: other, expected, got }];
    });
  });

const shown = (value: unknown): string => (value === undefined ? "none" : JSON.stringify(value));
