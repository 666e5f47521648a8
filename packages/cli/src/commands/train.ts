import { type Command, Option } from "commander";
import type { z } from "zod";
import type { Verb } from "../command.ts";
import { addFlags } from "../config/flags.ts";
import { addRecipeFlags, recipeIn } from "../config/recipe-flags.ts";
import { configSchema } from "../config/schema.ts";

/** Every setting of a training by a flag of its own. */
export const trainOptions: z.ZodObject = configSchema.omit({ options: true, plugins: true });

/** The flags of whatever trains: those of settings, and those of the recipe that is chosen. */
export const declareTraining = (made: Command, argv: readonly string[]): void => {
  made.option("--config <file>", "configuration; default: textvae.config.ts or .json, if there");
  addFlags(made, trainOptions, () => "Options:");
  addRecipeFlags(made, recipeIn(argv));
};

export const train: Verb = {
  options: trainOptions,
  declare(made, argv) {
    declareTraining(made, argv);
    const from = new Option("--resume <from>", "which checkpoint to continue from");
    made.addOption(from.choices(["last", "last-good"]).default("last"));
  },
  run: async (flags, io) => (await import("../training.ts")).trainRun(flags, io),
};
