import type { Recipe } from "@textvae/recipes";
import type { Recipes } from "@textvae/settings";
import type { Command } from "commander";
import type { z } from "zod";
import { addFlags, defaultOf } from "./flags.ts";

/** What a command line says after a flag, before its flags are known. */
export const valueIn = (argv: readonly string[], flag: string): string | undefined => {
  const at = argv.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  return argv[at] === flag ? argv[at + 1] : argv[at]?.slice(flag.length + 1);
};

/** The recipe that a command line names, if there is one of that name. */
export const recipeIn = (argv: readonly string[], known: Recipes): Recipe | undefined => {
  const name = valueIn(argv, "--recipe");
  return name !== undefined && Object.hasOwn(known, name) ? known[name] : undefined;
};

/**
 * The options of all recipes as flags. Help lists those of the chosen one with its defaults; without
 * a choice all of them, by the recipes that have them.
 */
export const addRecipeFlags = (
  command: Command,
  chosen: Recipe | undefined,
  known: Recipes,
): void => {
  if (chosen) addFlags(command, chosen.options, () => `Options of ${chosen.name}:`);
  else command.addHelpText("after", HINT);
  for (const { options } of Object.values(known)) {
    const heading = (key: string) =>
      `Options of ${ownersOf(key, known)
        .map(({ name }) => name)
        .join(", ")}:`;
    addFlags(command, options, chosen ? () => undefined : heading, (key) => differs(key, known));
  }
};

const HINT =
  "\ntextvae train --recipe NAME --help lists the options of one recipe, with its defaults.";

/** The recipes that have an option. */
const ownersOf = (key: string, known: Recipes): Recipe[] =>
  Object.values(known).filter(({ options }) => Object.hasOwn(options.shape, key));

/** Whether recipes that have an option give it different defaults. */
const differs = (key: string, known: Recipes): boolean =>
  new Set(
    ownersOf(key, known).map(({ options }) =>
      JSON.stringify(defaultOf(options.shape[key] as z.ZodType)),
    ),
  ).size > 1;
