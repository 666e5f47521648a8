import type { Recipe } from "@textvae/recipes";
import type { Command } from "commander";
import type { z } from "zod";
import { recipes } from "../recipes.ts";
import { addFlags, defaultOf } from "./flags.ts";

/** The recipe that a command line names, if there is one of that name. */
export const recipeIn = (argv: readonly string[]): Recipe | undefined => {
  const at = argv.findIndex((word) => word === "--recipe" || word.startsWith("--recipe="));
  const name = argv[at]?.includes("=") ? argv[at]?.slice("--recipe=".length) : argv[at + 1];
  return at >= 0 && name !== undefined && Object.hasOwn(recipes, name) ? recipes[name] : undefined;
};

/**
 * The options of all recipes as flags. Help lists those of the chosen one with its defaults; without
 * a choice all of them, by the recipes that have them.
 */
export const addRecipeFlags = (command: Command, chosen: Recipe | undefined): void => {
  if (chosen) addFlags(command, chosen.options, () => `Options of ${chosen.name}:`);
  else command.addHelpText("after", HINT);
  for (const { options } of Object.values(recipes)) {
    const heading = (key: string) =>
      `Options of ${ownersOf(key)
        .map(({ name }) => name)
        .join(", ")}:`;
    addFlags(command, options, chosen ? () => undefined : heading, differs);
  }
};

const HINT =
  "\ntextvae train --recipe NAME --help lists the options of one recipe, with its defaults.";

/** The recipes that have an option. */
const ownersOf = (key: string): Recipe[] =>
  Object.values(recipes).filter(({ options }) => Object.hasOwn(options.shape, key));

/** Whether recipes that have an option give it different defaults. */
const differs = (key: string): boolean =>
  new Set(
    ownersOf(key).map(({ options }) => JSON.stringify(defaultOf(options.shape[key] as z.ZodType))),
  ).size > 1;
