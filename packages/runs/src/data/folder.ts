import {
  type AnyPlugin,
  type ByteSource,
  type CorpusHost,
  type FolderFiles,
  optionKeys,
  type Registry,
  type Shard,
  TextvaeError,
} from "@textvae/core";

/** A folder of data, wherever it is. */
export interface DataSource {
  /** As someone named it. */
  readonly name: string;
  names(): Promise<readonly string[]>;
  read(fileName: string): Promise<Uint8Array>;
  /** Of a place whose files need not be read as a whole. */
  readonly streams?: {
    /** Throws as `read`. */
    source(fileName: string): ByteSource;
    /** Where what is made of these files is kept. */
    host(fileNames: readonly string[]): CorpusHost;
  };
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
 * Reads a folder as the dataset has it that knows its files; as streams, where place and dataset have them.
 * `reading` are further options of the dataset, as someone set them.
 *
 * @throws {TextvaeError} `SPLIT` where no dataset does, or several do, with what each expects; `OPTION` for an
 * option that the dataset has not; what it throws for names that contradict each other.
 */
export const readFolder = async (
  source: DataSource,
  registry: Registry,
  reading: Readonly<Record<string, unknown>> = {},
): Promise<ReadFolder> => {
  const found = await streamed(await claimOf(source, registry, reading), source, reading);
  const { plugin, files, options, contents, sources, host } = found;
  const { stream } = plugin.meta.folder ?? {};
  if (!stream || !sources || !host) {
    return { plugin, options: { ...(await readContents(files.contents, source)), ...options } };
  }
  const splits = await stream(sources, { ...contents, ...options }, host);
  return { plugin, options: { ...contents, splits, ...options } };
};

/**
 * Reads one of several parts of a folder for one that reads it with helpers, as the dataset has it that knows its
 * files.
 *
 * @throws {TextvaeError} as `readFolder`; `CAPABILITY` for files that are not read in parts.
 */
export const readFolderPart = async (
  source: DataSource,
  registry: Registry,
  reading: Readonly<Record<string, unknown>>,
  shard: Shard,
): Promise<void> => {
  const found = await streamed(await claimOf(source, registry, reading), source, reading);
  const { plugin, options, contents, sources, host } = found;
  const { part } = plugin.meta.folder ?? {};
  if (part && sources && host) return part(sources, { ...contents, ...options }, host, shard);
  throw new TextvaeError("CAPABILITY", source.name, {
    expected: "text, which is read in parts",
    got: `what the dataset ${plugin.meta.name} reads`,
  });
};

/** The dataset that knows the files of a folder. */
const claimOf = async (
  source: DataSource,
  registry: Registry,
  reading: Readonly<Record<string, unknown>>,
): Promise<Claim> => {
  const names = await source.names();
  const claims = folderDatasets(registry).flatMap((plugin): Claim[] => {
    const files = plugin.meta.folder?.find(names, reading);
    return files ? [{ plugin, files, names: namesIn(files) }] : [];
  });
  const [claim, another] = claims.filter((one) => !claims.some((other) => includesAll(other, one)));
  if (!claim || another) throw noneOrSeveral(source.name, registry, claim, another);
  requireTaken(claim, reading);
  return claim;
};

/** Options of other datasets say nothing to the one that reads these files. */
const requireTaken = (
  { plugin: { meta }, files }: Claim,
  reading: Readonly<Record<string, unknown>>,
): void => {
  const known = optionKeys(meta.options);
  const strange = Object.keys(reading).find((key) => known && !known.includes(key));
  if (strange === undefined) return;
  const taken = known?.filter((key) => !Object.hasOwn(files.contents, key) && key !== "name");
  throw new TextvaeError("OPTION", strange, {
    expected: `an option that "${meta.name}" reads files by: ${taken?.join(", ")}`,
    got: JSON.stringify(reading[strange]),
    hint: `It reads ${meta.folder?.expects}; leave ${strange} out.`,
  });
};

/** Files as streams, where place and dataset have them, with all else that the dataset takes. */
const streamed = async (
  { plugin, files, names }: Claim,
  source: DataSource,
  reading: Readonly<Record<string, unknown>>,
) => {
  const options = { ...files.options, ...reading };
  const { splits, ...others } = files.contents;
  const { streams } = source;
  if (!plugin.meta.folder?.stream || !streams || typeof splits !== "object") {
    return { plugin, files, options };
  }
  const contents = await readContents(others, source);
  const sources = Object.fromEntries(
    Object.entries(splits).map(([split, names]) => [split, listed(names).map(streams.source)]),
  );
  return { plugin, files, options, contents, sources, host: streams.host(names) };
};

const listed = (names: string | readonly string[]): readonly string[] =>
  typeof names === "string" ? [names] : names;

const readContents = async (
  contents: FolderFiles["contents"],
  source: DataSource,
): Promise<Readonly<Record<string, unknown>>> => {
  const read = Object.entries(contents).map(async ([option, files]) => [
    option,
    await readAll(files, source),
  ]);
  return Object.fromEntries(await Promise.all(read));
};

interface Claim {
  readonly plugin: AnyPlugin;
  readonly files: FolderFiles;
  readonly names: readonly string[];
}

const namesIn = ({ contents }: FolderFiles): string[] =>
  Object.values(contents).flatMap((files) =>
    typeof files === "string" ? [files] : Object.values(files).flatMap(listed),
  );

/** Whether a dataset reads all files of another, and more. */
const includesAll = (more: Claim, less: Claim): boolean =>
  more.names.length > less.names.length && less.names.every((name) => more.names.includes(name));

const readAll = async (
  files: FolderFiles["contents"][string],
  source: DataSource,
): Promise<unknown> => {
  if (typeof files === "string") return source.read(files);
  const read = Object.entries(files).map(async ([split, names]) => [
    split,
    joined(await Promise.all(listed(names).map((name) => source.read(name)))),
  ]);
  return Object.fromEntries(await Promise.all(read));
};

/** Files one after the other; a line ends where its file does. */
const joined = (files: readonly Uint8Array[]): Uint8Array => {
  if (files.length === 1) return files[0] as Uint8Array;
  const ended = files.flatMap((bytes) => (bytes.at(-1) === LF ? [bytes] : [bytes, LINE_END]));
  const all = new Uint8Array(ended.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of ended) {
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
};

const LF = 10;
const LINE_END = Uint8Array.of(LF);

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
    const alike = first === undefined || second === undefined;
    const [got, hint] = alike
      ? [`${claim.names[0]}, which several datasets read`, "Leave out the options of one of them."]
      : [`${first} beside ${second}`, "Leave the files of one in the folder."];
    return new TextvaeError("SPLIT", folder, {
      expected: "the files of one corpus",
      got,
      hint: `${expects.join("; ")}. ${hint}`,
    });
  }
  return new TextvaeError("SPLIT", folder, {
    expected: "files that a dataset reads",
    got: "none of these",
    hint: `${expects.join("; ")}.`,
  });
};
