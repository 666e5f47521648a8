import type { CorpusHost, PageFile } from "@textvae/core";
import { openCorpus, type PagedCorpus } from "./paged/open-corpus.ts";

/**
 * The corpus that was made under a key, or else makes it: a second start reads no text.
 *
 * @throws {TextvaeError} `STORAGE` for a file of that key that is damaged or none, and what `make` throws.
 */
export const keptCorpus = async (
  host: CorpusHost,
  key: string,
  make: (file: PageFile) => Promise<unknown>,
): Promise<PagedCorpus> => {
  const found = await host.open(key);
  const file =
    found ??
    (await host.make(key, async (file) => {
      await make(file);
    }));
  return openedOrClosed(file, () => openCorpus(file, host));
};

/** What an open file gives; one that can't be used is closed, so that it can be replaced. */
export const openedOrClosed = <T>(file: PageFile, open: () => T): T => {
  try {
    return open();
  } catch (error) {
    file.close();
    throw error;
  }
};

/** A name for what is made of sources: it differs where any of the facts that it is made of does. */
export const keyOf = (host: Pick<CorpusHost, "sha256">, facts: unknown): string => {
  const hash = host.sha256();
  hash.update(new TextEncoder().encode(JSON.stringify(facts)));
  return hash.hex().slice(0, 32);
};
