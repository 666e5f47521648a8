import { type AnyPlugin, type FolderFiles, type Registry, TextvaeError } from "@textvae/core";

/** A folder of data, wherever it is. */
export interface DataSource {
  /** As someone named it. */
  readonly name: string;
  names(): Promise<readonly string[]>;
  read(fileName: string): Promise<Uint8Array>;
}

/** The dataset that reads a folder, and what it takes as options from it. */
export interface ReadFolder {
  readonly plugin: AnyPlugin;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Datasets of a registry that read folders. */
export const folderDatasets = (registry: Registry): AnyPlugin[] =>
  registry.list("dataset").filter(({ meta }) => meta.folder);

/**
 * Reads a folder as the dataset has it that knows its files.
 *
 * @throws {TextvaeError} `SPLIT` where no dataset does, or several do, with what each expects; what the
 * dataset throws for names that contradict each other.
 */
export const readFolder = async (source: DataSource, registry: Registry): Promise<ReadFolder> => {
  const names = await source.names();
  const claims = folderDatasets(registry).flatMap((plugin): Claim[] => {
    const files = plugin.meta.folder?.find(names);
    return files ? [{ plugin, files, names: namesIn(files) }] : [];
  });
  const [claim, another] = claims.filter((one) => !claims.some((other) => includesAll(other, one)));
  if (!claim || another) throw noneOrSeveral(source.name, registry, claim, another);
  const { contents, options } = claim.files;
  const read = await Promise.all(
    Object.entries(contents).map(async ([option, files]) => [option, await readAll(files, source)]),
  );
  return { plugin: claim.plugin, options: { ...options, ...Object.fromEntries(read) } };
};

interface Claim {
  readonly plugin: AnyPlugin;
  readonly files: FolderFiles;
  readonly names: readonly string[];
}

const namesIn = ({ contents }: FolderFiles): string[] =>
  Object.values(contents).flatMap((files) =>
    typeof files === "string" ? [files] : Object.values(files),
  );

/** Whether a dataset reads all files of another, and more. */
const includesAll = (more: Claim, less: Claim): boolean =>
  more.names.length > less.names.length && less.names.every((name) => more.names.includes(name));

const readAll = async (
  files: FolderFiles["contents"][string],
  source: DataSource,
): Promise<unknown> => {
  if (typeof files === "string") return source.read(files);
  const read = Object.entries(files).map(async ([split, name]) => [split, await source.read(name)]);
  return Object.fromEntries(await Promise.all(read));
};

const noneOrSeveral = (
  folder: string,
  registry: Registry,
  claim: Claim | undefined,
  another: Claim | undefined,
): TextvaeError => {
  const plugins = claim && another ? [claim.plugin, another.plugin] : folderDatasets(registry);
  const expects = plugins.map(({ meta }) => `${meta.name} reads ${meta.folder?.expects}`);
  if (claim && another) {
    const own = (one: Claim, other: Claim) => one.names.find((name) => !other.names.includes(name));
    const [first, second] = [own(claim, another), own(another, claim)];
    const same = `${claim.names[0]}, which several datasets read`;
    return new TextvaeError("SPLIT", folder, {
      expected: "the files of one corpus",
      got: first === undefined || second === undefined ? same : `${first} beside ${second}`,
      hint: `${expects.join("; ")}. Leave the files of one in the folder.`,
    });
  }
  return new TextvaeError("SPLIT", folder, {
    expected: "files that a dataset reads",
    got: "none of these",
    hint: `${expects.join("; ")}.`,
  });
};
