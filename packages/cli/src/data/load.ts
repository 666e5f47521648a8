import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type Component,
  type Dataset,
  nearest,
  optionKeys,
  type Registry,
  type Split,
  TextvaeError,
} from "@textvae/core";
import { dataSchema, type Settings } from "../config/schema.ts";
import { FOLDER_DATASETS, readFolder } from "./folder.ts";

/**
 * The dataset of that name, or what is in the folder of that name. Throws `DATA`, `ENCODING`
 * or `SPLIT` for text that can't be used, `OPTION` for options that the dataset has not.
 */
export const loadDataset = async (settings: Settings, registry: Registry): Promise<Dataset> => {
  const options = optionsOf(settings);
  const names = namesOf(registry);
  if (names.includes(settings.data)) {
    return registry.find("dataset", settings.data)(options) as Dataset;
  }
  if (!existsSync(settings.data)) {
    const near = nearest(settings.data, names);
    throw new TextvaeError("DATA", "data", {
      expected: `a folder with train.txt, valid.txt and test.txt, or one of ${names.join(", ")}`,
      got: JSON.stringify(settings.data),
      ...(near !== undefined && { hint: `Did you mean "${near}"?` }),
    });
  }
  const { dataset, contents } = await readFolder(settings.data);
  try {
    return registry.find("dataset", dataset)({ ...contents, ...options }) as Dataset;
  } catch (error) {
    throw error instanceof TextvaeError && error.code === "SPLIT"
      ? withFolder(error, settings.data)
      : error;
  }
};

/** A split that is missing may stand in another folder. */
const withFolder = ({ code, where, details }: TextvaeError, folder: string): TextvaeError => {
  const hint = `${details.hint ?? ""} Read was ${folder}; --data names another folder.`.trim();
  return new TextvaeError(code, where, { ...details, hint });
};

/** Where the data is, so that the run finds it again from another folder. */
export const locationOf = ({ data }: Settings, registry: Registry): string =>
  namesOf(registry).includes(data) ? data : resolve(data);

/** Throws `SPLIT` when a split that training needs is missing, with the flag that makes one. */
export const requireSplits = (
  dataset: Dataset & Component,
  registry: Registry,
  ...splits: readonly Split[]
): void => {
  const missing = splits.find((split) => !dataset.splits.includes(split));
  if (missing === undefined) return;
  const name = dataset.plugin?.name;
  const options = name && optionKeys(registry.find("dataset", name).meta.options);
  const divides = missing === "valid" && options?.includes("holdOut" satisfies keyof Settings);
  throw new TextvaeError("SPLIT", dataset.name, {
    expected: `a split ${missing}`,
    got: dataset.splits.join(", "),
    hint: `${divides ? "Take a part of train for it by --hold-out 0.1, or add" : "Add"} its file to the folder; --data names another.`,
  });
};

/** The options of the dataset that someone set. */
export const optionsOf = (settings: Settings): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(dataSchema.shape)
      .map((key) => [key, settings[key as keyof Settings]] as const)
      .filter(([, value]) => value !== undefined),
  );

/** Datasets that need no folder. */
const namesOf = (registry: Registry): string[] =>
  registry
    .list("dataset")
    .map((plugin) => plugin.meta.name)
    .filter((name) => !(FOLDER_DATASETS as readonly string[]).includes(name));
