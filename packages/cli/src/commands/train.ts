import { TextvaeError } from "@textvae/core/options";
import { configSchema, describedRecipes, recipesWith } from "@textvae/settings";
import { type Command, Option } from "commander";
import type { z } from "zod";
import type { Verb } from "../command.ts";
import { addFlags } from "../config/flags.ts";
import { loadConfig } from "../config/load.ts";
import { addRecipeFlags, recipeIn, valueIn } from "../config/recipe-flags.ts";

/** Every setting of a training by a flag of its own. */
export const trainOptions: z.ZodObject = configSchema.omit({
  options: true,
  plugins: true,
  recipes: true,
});

/** The flags of whatever trains: those of settings, and those of the recipe that is chosen. */
export const declareTraining = async (made: Command, argv: readonly string[]): Promise<void> => {
  made.option("--config <file>", "configuration; default: textvae.config.ts or .json, if there");
  const config = loadConfig(valueIn(argv, "--config"));
  // Who asks for help is helped beside a file that is wrong, too.
  const asksHelp = argv.some((word) => word === "--help" || word === "-h");
  const { recipes: own } = await (asksHelp ? config.catch(() => ({ recipes: [] })) : config);
  const known = recipesWith(own);
  const recipe = trainOptions.shape.recipe?.describe(describedRecipes(known)) as z.ZodType;
  const log = new Option("--log <format>", "event files beside the run, in its folder tensorboard");
  made.addOption(log.choices(["tensorboard"]));
  addFlags(made, trainOptions.extend({ recipe }), () => "Options:");
  addRecipeFlags(made, recipeIn(argv, known), known);
};

const secondsOf = (text: string): number => {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new TextvaeError("OPTION", "--lease", {
    expected: "seconds, more than 0 and at most 86400",
    got: JSON.stringify(text),
  });
};

export const train: Verb = {
  options: trainOptions,
  async declare(made, argv) {
    await declareTraining(made, argv);
    made
      .option("--plan <file>", "a plan of textvae sweep plan, of which one run is trained")
      .option("--index <number>", "which run of the plan, counted from 0");
    made.addOption(new Option("--line <hash>", "what the line of the plan has to be").hideHelp());
    const from = new Option("--resume <from>", "which checkpoint to continue from");
    made.option(
      "--lease <seconds>",
      "seconds without a sign of life after which another process may go on with the run (default 60)",
      secondsOf,
    );
    made.addOption(from.choices(["last", "last-good"]).default("last"));
  },
  run: async (flags, io) => (await import("../training.ts")).trainRun(flags, io),
};
