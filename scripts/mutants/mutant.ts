import { tidy } from "@tensorflow/tfjs-core";
import type { Law } from "@textvae/testing/laws";

/** What is wrong with a mutant, in the words of the plan. */
export type Fault =
  | "none"
  | "wrong shape"
  | "wrong sign"
  | "biased sampler"
  | "dropped term"
  | "wrong normaliser"
  | "wrong row"
  | "leak";

/** A part that is wrong in one place, made of a right one, and the laws that must catch it. */
export interface Mutant {
  /** Which kind of part it is. */
  readonly noun: string;
  readonly fault: Fault;
  readonly what: string;
  readonly laws: () => readonly Law[];
}

/** Mutants of one noun: `right` makes the laws of the unchanged part, which must all hold. */
export const mutantsOf =
  <Change>(noun: string, laws: (change: Change) => readonly Law[]) =>
  (right: Change, wrong: readonly (readonly [Fault, string, Change])[]): Mutant[] => [
    { noun, fault: "none", what: "as it is", laws: () => laws(right) },
    ...wrong.map(([fault, what, change]) => ({ noun, fault, what, laws: () => laws(change) })),
  ];

/** Members that are changed, each of which leaves nothing behind: a mutant is wrong in one place only. */
export const tidied = <Part extends object>(members: Partial<Part>): Partial<Part> =>
  Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name,
      typeof member === "function" ? (...given: unknown[]) => tidy(() => member(...given)) : member,
    ]),
  ) as Partial<Part>;

/** The first law that a mutant breaks; undefined for one that survives. */
export const caughtBy = async ({ laws }: Mutant): Promise<string | undefined> => {
  for (const { name, check } of laws()) {
    try {
      await check();
    } catch {
      return name;
    }
  }
  return undefined;
};

/** Whether all is as it must be: right parts keep every law, and every mutant breaks one. */
export const isAsItMustBe = ({ fault }: Mutant, caught: string | undefined): boolean =>
  (fault === "none") === (caught === undefined);
