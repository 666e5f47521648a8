import { TextvaeError } from "@textvae/core";
import { PagedContent, type PagedCorpus } from "@textvae/corpus";
import { readFolder } from "@textvae/runs/data";
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
}

/**
 * The text of a folder as a corpus, prepared now or before, and where it is kept.
 *
 * @throws {TextvaeError} `DATA` where there is no such folder, `CAPABILITY` for data that is no text, and
 * what reading throws.
 */
export const preparedCorpus = async (
  settings: Settings,
  { keep = false, anew = false }: Preparing,
): Promise<{ readonly folder: string | undefined; readonly corpus: PagedCorpus }> => {
  const { data } = settings;
  const folder = settings.cache ?? (keep && dataMayBeThere(data) ? cacheFor(data) : undefined);
  const source = sourceNamed(data, folder, anew);
  if (!source) {
    throw new TextvaeError("DATA", "--data", {
      expected: "a folder of text, or files of it",
      got: JSON.stringify(data),
    });
  }
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
