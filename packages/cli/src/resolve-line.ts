import { type Registry, suggest, TextvaeError } from "@textvae/core";
import { requireSplits } from "@textvae/runs/data";
import { recordData } from "@textvae/runs/record";
import {
  type Axis,
  type Choice,
  dataDigest,
  type LineConfig,
  type Resolved,
} from "@textvae/sweeps";
import type { Flags } from "./command.ts";
import { configFile, loadConfig } from "./config/load.ts";
import { findRecipe } from "./config/recipe.ts";
import { resolveSettings } from "./config/resolve.ts";
import { configSchema, type Settings } from "./config/schema.ts";
import { dataOf, readingOf } from "./data/folder.ts";
import { recipesWith } from "./recipes.ts";
import { commandRegistry } from "./registry.ts";

/** Settings that are not of one run among others. */
const APART = ["options", "plugins", "recipes", "run", "threads"];

/**
 * What resolves the choices of a sweep: flags and configuration as `textvae train` takes them, the recipe
 * made once, the data read once for all that read it alike.
 */
export const resolver = async (
  flags: Flags,
  path: string | undefined,
  axes: readonly Axis[],
): Promise<(choice: Choice) => Promise<Resolved>> => {
  const file = await loadConfig(path);
  const { plugins = [], recipes: own = [] } = file;
  const from = plugins.length + own.length > 0 ? configFile(path) : undefined;
  const registry = commandRegistry(plugins);
  const recipes = recipesWith(own);
  for (const { option } of axes) requireOnce(option, flags);
  const digests = new Map<string, Promise<string>>();

  return async (choice) => {
    const given: Flags = { ...flags, ...Object.fromEntries(Object.entries(choice).map(asFlag)) };
    const recipe = findRecipe((given.recipe ?? file.recipe) as string | undefined, recipes);
    const known = [...Object.keys(recipe.options.shape), ...Object.keys(configSchema.shape)];
    for (const option of Object.keys(choice)) requireKnown(option, known, recipe.name);
    const settings = resolveSettings({ file, flags: given });
    recipe.recreate(settings.options, registry);
    const data = JSON.stringify([settings.data, readingOf(settings)]);
    const digest = digests.get(data) ?? digestOf(settings, registry);
    digests.set(data, digest);
    return {
      config: lineConfig(settings),
      data: { sha256: await digest },
      ...(from !== undefined && { from }),
    };
  };
};

/** A switch is given by its name alone on the command line, and by a word among values. */
const asFlag = ([option, value]: readonly [string, string]): [string, unknown] => [
  option,
  value === "true" ? true : value === "false" ? false : value,
];

const lineConfig = (settings: Settings): LineConfig => {
  const { plugins: _, recipes: __, run: ___, threads: ____, ...config } = settings;
  return JSON.parse(JSON.stringify(config)) as LineConfig;
};

const digestOf = async (settings: Settings, registry: Registry): Promise<string> => {
  const dataset = await dataOf(settings, registry);
  requireSplits(dataset, registry, "train", "valid");
  return dataDigest(await recordData(readingOf(settings), dataset));
};

const requireOnce = (option: string, flags: Flags): void => {
  if (!Object.hasOwn(flags, option)) return;
  throw new TextvaeError("OPTION", `--${option}`, {
    expected: "the values of an option that --over has in --over",
    got: "the option by itself too",
  });
};

const requireKnown = (option: string, known: readonly string[], recipe: string): void => {
  if (known.includes(option) && !APART.includes(option)) return;
  throw new TextvaeError("OPTION", "--over", {
    expected: `an option of ${recipe}`,
    got: JSON.stringify(option),
    hint: suggest(
      option,
      known.filter((name) => !APART.includes(name)),
    ),
  });
};
