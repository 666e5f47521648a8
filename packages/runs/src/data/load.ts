import {
  type Component,
  type Dataset,
  nearest,
  optionKeys,
  type Registry,
  type Split,
  TextvaeError,
} from "@textvae/core";
import { type DataSource, folderDatasets, readFolder } from "./folder.ts";

/** Where data is, and how it is asked to be read. */
export interface DataRequest {
  /** The name of a dataset, or of a folder. */
  readonly data: string;
  /** Options of the dataset that someone set. */
  readonly reading: Readonly<Record<string, unknown>>;
}

/**
 * The dataset of that name, or what is in the folder of that name.
 *
 * @throws {TextvaeError} `DATA`, `ENCODING` or `SPLIT` for text that can't be used, `OPTION` for options
 * that the dataset has not.
 */
export const loadDataset = async (
  { data, reading }: DataRequest,
  registry: Registry,
  folderNamed: (name: string) => DataSource | undefined,
): Promise<Dataset> => {
  const names = namedDatasets(registry);
  if (names.includes(data)) return registry.find("dataset", data)(reading) as Dataset;
  const source = folderNamed(data);
  if (source) {
    try {
      const { plugin, options } = await readFolder(source, registry, reading);
      return plugin(options) as Dataset;
    } catch (error) {
      throw error instanceof TextvaeError && error.code === "SPLIT" && error.where !== data
        ? withFolder(error, data)
        : error;
    }
  }
  const near = nearest(data, names);
  throw new TextvaeError("DATA", "data", {
    expected: `a folder with train.txt, valid.txt and test.txt, or one of ${names.join(", ")}`,
    got: JSON.stringify(data),
    ...(near !== undefined && { hint: `Did you mean "${near}"?` }),
  });
};

/** A split that is missing may stand in another folder. */
const withFolder = ({ code, where, details }: TextvaeError, folder: string): TextvaeError => {
  const hint = `${details.hint ?? ""} Read was ${folder}; --data names another folder.`.trim();
  return new TextvaeError(code, where, { ...details, hint });
};

/** Datasets that need no folder. */
export const namedDatasets = (registry: Registry): string[] => {
  const ofFolders = folderDatasets(registry);
  const named = registry.list("dataset").filter((plugin) => !ofFolders.includes(plugin));
  return named.map(({ meta }) => meta.name);
};

/**
 * Throws `SPLIT` when a split that training needs is missing, with the option that makes one where the
 * dataset has it.
 */
export const requireSplits = (
  dataset: Dataset & Component,
  registry: Registry,
  ...splits: readonly Split[]
): void => {
  const missing = splits.find((split) => !dataset.splits.includes(split));
  if (missing === undefined) return;
  const name = dataset.plugin?.name;
  const options = name && optionKeys(registry.find("dataset", name).meta.options);
  const divides = missing === "valid" && options?.includes("holdOut");
  throw new TextvaeError("SPLIT", dataset.name, {
    expected: `a split ${missing}`,
    got: dataset.splits.join(", "),
    hint: `${divides ? "Take a part of train for it by --hold-out 0.1, or add" : "Add"} its file to the folder; --data names another.`,
  });
};
