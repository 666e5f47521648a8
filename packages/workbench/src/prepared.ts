import { type CorpusHelpers, type Shard, TextvaeError } from "@textvae/core";
import { PagedContent, type PagedCorpus } from "@textvae/corpus";
import { type DataSource, readFolder, readFolderPart } from "@textvae/runs/data";
import type { Settings } from "@textvae/settings";
import { readingWith } from "./data.ts";
import { dataMayBeThere } from "./named-data.ts";
import { registryWith } from "./registry.ts";
import { cacheFor, sourceNamed } from "./source.ts";

export interface Preparing {
  /** Keeps the prepared file, however small the text is. */
  readonly keep?: boolean;
  /** Makes it again where it is there. */
  readonly anew?: boolean;
  /** Who reads parts of the text, and leaves them in a folder. */
  readonly helpers?: ((folder: string) => CorpusHelpers) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The text of a folder as a corpus, prepared now or before, and where it is kept.
 *
 * @throws {TextvaeError} `DATA` where there is no such folder, `CAPABILITY` for data that is no text, and
 * what reading throws.
 */
export const preparedCorpus = async (
  settings: Settings,
  preparing: Preparing,
): Promise<{ readonly folder: string | undefined; readonly corpus: PagedCorpus }> => {
  const { data } = settings;
  const { folder, source } = sourceOf(settings, preparing);
  const registry = registryWith();
  const { plugin, options } = await readFolder(
    source,
    registry,
    await readingWith(settings, registry),
  );
  const contents = Object.values(Object(options.splits)) as unknown[];
  const paged = contents.find((content) => content instanceof PagedContent);
  if (paged) return { folder, corpus: paged.corpus() };
  throw new TextvaeError("CAPABILITY", data, {
    expected: "text, which is read as a stream",
    got: `what the dataset ${plugin.meta.name} reads`,
  });
};

/**
 * One of several parts of that text, left where helpers of `preparedCorpus` leave them.
 *
 * @throws {TextvaeError} as `preparedCorpus`.
 */
export const preparePart = async (
  settings: Settings,
  shard: Shard,
  { anew, signal }: Pick<Preparing, "anew" | "signal">,
): Promise<void> => {
  const { source } = sourceOf(settings, { keep: true, ...(anew && { anew }), signal });
  const registry = registryWith();
  await readFolderPart(source, registry, await readingWith(settings, registry), shard);
};

/** The files, and where what is made of them is kept. */
export const sourceOf = (
  { data, cache }: Pick<Settings, "data" | "cache">,
  { keep = false, anew = false, helpers, signal }: Preparing,
): { readonly folder: string | undefined; readonly source: DataSource } => {
  const folder = cache ?? (keep && dataMayBeThere(data) ? cacheFor(data) : undefined);
  const helped = folder === undefined ? undefined : helpers?.(folder);
  const source = sourceNamed(data, folder, { anew, helpers: helped, signal });
  if (source) return { folder, source };
  throw noFiles(data);
};

export const noFiles = (data: string): TextvaeError =>
  new TextvaeError("DATA", "--data", {
    expected: "a folder of text, or files of it",
    got: JSON.stringify(data),
  });
