import { suggest, TextvaeError } from "@textvae/core/options";
import { DRAWING, outputFile, standingIn } from "@textvae/storage-node";
import type { Flags, Verb } from "../command.ts";
import { loadConfig } from "../config/load.ts";
import { findRecipe } from "../config/recipe.ts";
import { resolveSettings } from "../config/resolve.ts";
import { configSchema } from "../config/schema.ts";
import type { Io, Outcome } from "../io.ts";
import { recipesWith } from "../recipes.ts";
import { compareFolders } from "./compare.ts";
import { declareTraining, trainOptions } from "./train.ts";

export const sweep: Verb = {
  options: trainOptions,
  async declare(made, argv) {
    made
      .requiredOption(
        "--over <option>",
        "the option, e.g. kappa",
        onlyOnce("--over", "Sweep over one option at a time: fix the other by its own flag."),
      )
      .requiredOption(
        "--values <list>",
        "its values, with commas",
        onlyOnce("--values", "Name all values in one list, with commas."),
      )
      .option("--out <file.svg>", "draw the comparison into a file");
    await declareTraining(made, argv);
  },
  run: (flags, io) => sweepRuns(flags, io),
};

/**
 * Trains one run for each value of one option, e.g. κ, and sets them side by side. Runs that are
 * there are continued.
 */
const sweepRuns = async (flags: Flags, io: Io): Promise<Outcome> => {
  const { over, values, out, run = `runs/sweep-${String(flags.over)}`, ...rest } = flags;
  const option = String(over).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (Object.hasOwn(rest, option)) {
    throw new TextvaeError("OPTION", `--${String(over)}`, {
      expected: "the values of a swept option in --values",
      got: "the option by itself too",
    });
  }
  const swept = String(values).split(",");
  const twice = swept.find((value, i) => swept.indexOf(value) !== i);
  if (twice !== undefined) {
    throw new TextvaeError("OPTION", "--values", {
      expected: "each value once",
      got: `${twice} twice`,
    });
  }
  await checkRuns(option, swept, rest);
  const folderOf = (value: string) => `${String(run)}/${String(over)}-${value}`;
  for (const value of swept) await standingIn(folderOf(value));
  if (out !== undefined) await outputFile(out as string, "--out", DRAWING);
  const { trainRun } = await import("../training.ts");
  const folders: string[] = [];
  for (const value of swept) {
    const folder = folderOf(value);
    const outcome = await trainRun({ ...rest, [option]: value, run: folder }, io);
    if (outcome.exitCode) return outcome;
    folders.push(folder);
  }
  const comparison = await compareFolders(folders, out as string | undefined);
  return { ...comparison, kind: "sweep" };
};

/** Keeps the one value of an option of the command line; throws `OPTION` for a second. */
const onlyOnce =
  (option: string, hint: string) =>
  (value: string, earlier: string | undefined): string => {
    if (earlier === undefined) return value;
    throw new TextvaeError("OPTION", option, {
      expected: "to be given once",
      got: `${earlier}, then ${value}`,
      hint,
    });
  };

/** Throws `OPTION` before any run is trained: for an unknown option, and for a value out of range. */
const checkRuns = async (
  option: string,
  values: readonly string[],
  flags: Flags,
): Promise<void> => {
  const file = await loadConfig(flags.config as string | undefined);
  const recipe = findRecipe(
    (flags.recipe ?? file.recipe) as string | undefined,
    recipesWith(file.recipes),
  );
  const known = [...Object.keys(recipe.options.shape), ...Object.keys(configSchema.shape)];
  if (!known.includes(option)) {
    throw new TextvaeError("OPTION", "--over", {
      expected: `an option of ${recipe.name}`,
      got: JSON.stringify(option),
      hint: suggest(option, known),
    });
  }
  for (const value of values) resolveSettings({ file, flags: { ...flags, [option]: value } });
};
