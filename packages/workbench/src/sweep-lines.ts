import { type Registry, suggest, TextvaeError } from "@textvae/core";
import { requireSplits } from "@textvae/runs/data";
import { recordData } from "@textvae/runs/record";
import {
  configSchema,
  findRecipe,
  type PartialSettings,
  recipesWith,
  resolveSettings,
  type Said,
  type Settings,
} from "@textvae/settings";
import {
  type Axis,
  type Choice,
  dataDigest,
  type LineConfig,
  type Resolved,
} from "@textvae/sweeps";
import { dataOf, readingOf } from "./data.ts";
import { registryWith } from "./registry.ts";

/** Settings that are not of one run among others. */
const APART = ["options", "plugins", "recipes", "run", "threads"];

/** What is said of all runs of a sweep: values by the names of their options, as words or as they are. */
export type SaidOfAll = Readonly<Record<string, unknown>>;

export interface SweepSettings {
  readonly file: PartialSettings;
  /** Where that file is, from which its plugins and recipes are loaded again. */
  readonly path: string | undefined;
  readonly said: SaidOfAll;
  readonly axes: readonly Axis[];
  /** Reads what is said, as a command line is read. */
  readonly reading: (said: SaidOfAll) => Said;
}

/**
 * What resolves the choices of a sweep: what is said and the configuration as a training takes them, the recipe
 * made once, the data read once for all that read it alike.
 */
export const resolver = ({
  file,
  path,
  said,
  axes,
  reading,
}: SweepSettings): ((choice: Choice) => Promise<Resolved>) => {
  const { plugins = [], recipes: own = [] } = file;
  const from = plugins.length + own.length > 0 ? path : undefined;
  const registry = registryWith(plugins);
  const recipes = recipesWith(own);
  for (const { option } of axes) requireOnce(option, said);
  const digests = new Map<string, Promise<string>>();

  return async (choice) => {
    const given: SaidOfAll = {
      ...said,
      ...Object.fromEntries(Object.entries(choice).map(asFlag)),
    };
    const recipe = findRecipe((given.recipe ?? file.recipe) as string | undefined, recipes);
    const known = [...Object.keys(recipe.options.shape), ...Object.keys(configSchema.shape)];
    for (const option of Object.keys(choice)) requireKnown(option, known, recipe.name);
    const settings = resolveSettings({ file, said: reading(given) });
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

const requireOnce = (option: string, said: SaidOfAll): void => {
  if (!Object.hasOwn(said, option)) return;
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
